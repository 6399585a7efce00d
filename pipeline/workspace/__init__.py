"""The folders of a publisher, and the only module that reads and writes them."""
