"""What runs inside the sandbox: a student's cells and the calls to them. It holds no secret and decides nothing."""
