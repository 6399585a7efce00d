"""Random walks: what people do to a small workspace, in any order, with what must be true after each build."""
