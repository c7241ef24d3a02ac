"""Dates as sources write them, read strictly: the day or the instant, or None (pure).

`reader` is the whole of it; `tokens` cuts a text, `shapes` holds what a date can look like,
`words` the names in each language, `folding` makes texts comparable, `clock` knows zones.
"""

from monitor.dates.reader import Dated, Precision, is_plausible, read_date

__all__ = ["Dated", "Precision", "is_plausible", "read_date"]
