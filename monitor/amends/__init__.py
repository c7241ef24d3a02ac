"""Mending what was released."""
