"""A text comes in; what mends it, fills its head or is put into it goes out, and no other byte changes."""
