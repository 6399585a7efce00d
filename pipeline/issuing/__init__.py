"""Published editions come in; what is handed on of them goes out, and is read back: bundles, records, a site."""
