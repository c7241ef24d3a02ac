"""What waits, for whom, and since when."""
