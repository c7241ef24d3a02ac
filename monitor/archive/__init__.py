"""What reports rest on: fetched, kept, checked, and let go."""
