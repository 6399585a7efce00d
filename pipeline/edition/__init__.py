"""What a format gets: a publication in one language as one brand publishes it, and the artifacts made of it."""
