"""Finished pages of a brand come in; its library as a static site goes out."""
