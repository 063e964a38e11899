"""What judge and worker say to each other: plain typed data, never pickle, in either direction."""
