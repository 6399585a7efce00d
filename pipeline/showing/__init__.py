"""What people are shown of a run: words on the screen, certificates, index.html."""
