"""Headings, paragraphs and lists come in; the typed blocks that their words and shapes say they are go out."""
