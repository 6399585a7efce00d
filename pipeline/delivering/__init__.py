"""What leaves the house on request: test messages, signed."""
