"""A library and a question about what it says come in; the answer goes out, and nothing is changed."""
