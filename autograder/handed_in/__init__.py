"""What a student handed in, read as bytes from a stranger."""
