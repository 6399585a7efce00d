"""What a browser asks of the desk: a module for each part, with its routes."""
