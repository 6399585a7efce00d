"""plainleaf: one reviewed health article becomes a handout, a booklet, a newsletter and posts."""

__version__ = "0.1.0"
