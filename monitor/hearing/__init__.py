"""What persons say of a report, and what it comes to."""
