"""What nbgrader loads, by import strings set in ``config.configure``: no fork, no patch."""
