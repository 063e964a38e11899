"""The package grades its own tests: known mistakes and mutants of the references must lose points."""
