"""What several formats share: writing XHTML and plain text, typography, isolation, sentences, links."""
