"""Hostile files, fuzzed readers, killed commands: one bad file or one kill never costs more than itself."""
