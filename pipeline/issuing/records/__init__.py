"""Editions come in; what record systems, portals and catalogues read of a library goes out, and is checked."""
