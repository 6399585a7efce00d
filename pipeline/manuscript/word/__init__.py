"""A Word file comes in; its pieces go out, and the same document made ready for pandoc."""
