"""A gallery of articles that strain a layout, in every format, as contact sheets to look at and counts to compare."""
