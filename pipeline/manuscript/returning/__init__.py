"""An article goes out as a Word file for edits, and comes back from it; what was edited goes into the article."""
