"""Documents that changes rest on, where a test needs that there is one and not what it says."""

from hashlib import sha256

from monitor.archive import backing
from monitor.evidence_tables import Evidence
from monitor.tables import Change


def document(session, change_id, text="A law."):
    """Let a change rest on a document that says this."""
    change = session.get_one(Change, change_id)
    kept = Evidence(
        sha256=sha256(text.encode()).hexdigest(), address="https://gazette.example/1",
        received_at=change.confirmed_at, status=200, content_type="text/html", size=len(text),
    )  # fmt: skip
    session.add(kept)
    session.flush()
    backing.back(session, change.report_id, kept.id)
