"""A whole class into the gradebook, and what changed since the last time: ``autograder batch``."""
