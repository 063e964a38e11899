"""A made-up class whose scores are known, and the demo that grades it."""
