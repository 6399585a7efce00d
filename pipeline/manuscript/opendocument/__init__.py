"""The parts of an .odt come in; its flow (paragraphs, rows, notes) goes out (OpenDocument 1.3)."""
