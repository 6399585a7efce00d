"""Faults planted in finished files, and rewrites that change nothing: what `plainleaf verify` says of them."""
