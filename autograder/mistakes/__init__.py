"""Known wrong solutions of each part, with the hints that they deserve; they never leave the grader."""
