"""Front matter values and parts come in; the text of an article, in the source syntax, goes out."""
