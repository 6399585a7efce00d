"""The bytes of a web page or the parts of an EPUB come in; a safe page and its pieces go out, all in words."""
