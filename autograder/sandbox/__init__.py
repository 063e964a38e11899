"""Where student code runs: bubblewrap around one worker per notebook."""
