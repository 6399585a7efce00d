"""What was published comes in; a record of it is kept, and the same files can be made again."""
