"""What a reader saw in a file and the article come in; where each piece went, and what is missing, goes out."""
