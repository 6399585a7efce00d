"""The proof desk."""
