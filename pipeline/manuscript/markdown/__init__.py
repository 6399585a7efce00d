"""Markdown that somebody wrote elsewhere comes in; a manuscript as its author sees it goes out."""
