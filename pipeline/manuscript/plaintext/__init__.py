"""Raw text, typed or copied from print, comes in; a manuscript inferred from the shapes of its lines goes out."""
