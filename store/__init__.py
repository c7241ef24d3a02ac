"""The database, and the outbox that lives in it. It knows no policy."""

from store.bulk import add_new, add_rows
from store.columns import choice, json_list
from store.dispatch import Clock, Handler, Handlers, Sessions, Stuck, drain, stuck
from store.engine import make_engine, reading, writing
from store.event import Event
from store.naming import rows_naming
from store.outbox import record

__all__ = [
    "Clock", "Event", "Handler", "Handlers", "Sessions", "Stuck", "add_new", "add_rows",
    "choice", "drain", "json_list", "make_engine", "reading", "record", "rows_naming",
    "stuck", "writing",
]  # fmt: skip
