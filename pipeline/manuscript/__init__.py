"""What people have (Word, a web page, pasted text) becomes an article here, and goes back to Word for edits."""
