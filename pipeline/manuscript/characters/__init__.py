"""Bytes come in; characters, the signs of symbol fonts and the language that they are probably written in go out."""
