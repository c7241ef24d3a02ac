"""A visit to a source: how it is asked, what came, what is new in it, what is kept."""
