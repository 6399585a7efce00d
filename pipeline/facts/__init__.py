"""What an article says, fact by fact, and whether what came out of it says the same."""
