"""What can be searched, by whom, and the words of it."""
