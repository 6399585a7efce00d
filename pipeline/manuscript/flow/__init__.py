"""The flow of a word processor's file (paragraphs, rows, notes) comes in; pieces and the parts of an article go out."""
