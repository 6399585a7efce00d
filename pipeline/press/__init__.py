"""Setting type: fonts and HTML come in, pages and pictures go out; it knows no article."""
