"""The bytes of picture files come in; pictures that are what they say, without anything that runs, go out."""
