"""Changes, releases and mends in a few words, in one session; nobody is asked or mailed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from documents import document
from sqlmodel import Session

from monitor import confirm, mend_queries, people
from monitor.amends import mends
from monitor.confirm import Confirmation
from monitor.events import ChangeConfirmed
from monitor.people_tables import Role
from monitor.record_tables import Mending
from monitor.release import preview, release
from monitor.rescore import rescore
from monitor.tables import Change, ChangeKind, Report, ReportState

LAW = date(2024, 6, 27)
#: A question of the index: until then Germany's answer is worth 50.
DUAL = "fd115ab"


class House:
    """Three of staff, who confirm, release and mend as time goes by."""

    def __init__(self, session: Session, codebooks, now=datetime(2026, 11, 21, 9, tzinfo=UTC)):
        self.session, self.codebooks, self.now = session, codebooks, now
        self.ann = self.person("ann", Role.ADMINISTRATOR)
        self.bob = self.person("bob", Role.STAFF)
        self.eva = self.person("eva", Role.STAFF)

    def person(self, name, role, *watches):
        return people.add(
            self.session, email=f"{name}@house.example", name=name.title(), role=role,
            watches=watches, by=None, now=self.now,
        )  # fmt: skip

    def passes(self, **span):
        self.now += timedelta(**span or {"minutes": 1})

    @property
    def codebook(self):
        return self.codebooks["mipex-core"]

    def change(self, answers=None, day=LAW, country="DEU", backed=True, **said):
        """A confirmed change and its draft."""
        report = Report(
            country=country, title="A law", summary="", url="https://gazette.example/1",
            areas=["access_to_nationality"], reported_at=self.now,
            state=ReportState.CONFIRMED, decided_at=self.now,
        )  # fmt: skip
        self.session.add(report)
        self.session.flush()
        usual = {
            "title": "Dual nationality allowed",
            "law": "StARModG",
            "answers": {DUAL: 100.0} if answers is None else answers,
            "kind": ChangeKind.POLICY,
        }
        made = confirm.put_on_record(
            self.session, report, Confirmation(**usual | said, in_force_from=day),
            by=self.eva.id, codebook=self.codebook, now=self.now,
        )  # fmt: skip
        return self.drafted(made, backed)

    def drafted(self, change, backed=True):
        self.session.flush()
        event = ChangeConfirmed(change_id=change.id)
        rescore(self.session, event, codebooks=self.codebooks)
        if backed:
            document(self.session, change.id)
        return change.id

    def publish(self, *changes, by=None, **how):
        seal = preview(self.session, changes, self.codebooks, how.get("texts", ())).seal
        return release(
            self.session, changes, by=by or self.bob, seal=seal,
            codebooks=self.codebooks, now=self.now, **how,
        )  # fmt: skip

    def released(self, *said, **more):
        change = self.change(*said, **more)
        self.publish(change)
        return change

    def propose(self, change, how=Mending.WITHDRAWN, by=None, reason="We erred.", **said):
        was = mend_queries.as_released(self.session, self.session.get_one(Change, change))
        return mends.propose(
            self.session, change, how=how, said=replace(was, **said), reason=reason,
            by=by or self.bob, codebook=self.codebook, now=self.now,
        )  # fmt: skip

    def mended(self, change, how=Mending.WITHDRAWN, **said):
        """The confirmed change that mends another, and its draft."""
        report = self.propose(change, how, **said)
        settled = mends.settle(
            self.session, report, by=self.eva, codebook=self.codebook, now=self.now
        )
        return self.drafted(settled.change, backed=False)

    def corrected(self, change, **said):
        mend = self.mended(change, Mending.CORRECTED, **said)
        self.publish(mend)
        return mend

    def withdrawn(self, change):
        mend = self.mended(change)
        self.publish(mend)
        return mend
