"""The bytes of an RTF file come in; pieces, parts and pictures go out (Rich Text Format specification 1.9.1)."""
