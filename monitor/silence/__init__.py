"""Who has gone quiet: what was heard, and the lamps that show it."""
