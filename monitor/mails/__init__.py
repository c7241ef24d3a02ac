"""How mails that sources send are read and kept."""
