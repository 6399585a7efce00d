"""The YAML head of an article comes in; its checked fields, or its faults with lines, go out."""
