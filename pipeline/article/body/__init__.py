"""The Markdown body of an article comes in; typed blocks, and what is wrong with its syntax, go out."""
