"""The article: front matter and typed blocks, read from its source and checked."""
