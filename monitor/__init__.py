"""From a notice that law changed to a released interim score."""
