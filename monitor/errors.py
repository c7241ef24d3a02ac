"""What can go wrong in monitoring.

* MonitorError
  + NotFound
  + NotAllowed
    - OwnReport
  + AlreadyDecided
    - Overtaken
    - InDispute
  + FiguresMoved
  + GateShut
  + Refused
  + BadCatalogue
  + Faulty
    - BadFile
    - BadScenario
  + VocabularyError
  + BadArchive
  + Damaged
"""

from collections.abc import Mapping, Sequence


class MonitorError(Exception):
    """Base of all monitoring errors."""


class NotFound(MonitorError):
    """Nothing has this id."""

    def __init__(self, what: str, id: object) -> None:
        super().__init__(f"there is no {what} {id}")
        self.what = what
        self.id = id


class NotAllowed(MonitorError):
    """This person may not do that."""


class OwnReport(NotAllowed):
    """A report is confirmed by someone other than its reporter."""

    def __init__(self) -> None:
        super().__init__("whoever reports a change does not confirm it; ask another person")


class AlreadyDecided(MonitorError):
    """The question was decided before, once and for all."""


class Overtaken(AlreadyDecided):
    """A text is no longer the one that this began from: somebody else wrote meanwhile."""


class InDispute(AlreadyDecided):
    """Two words on a report differ; both stand until staff rule on it."""

    def __init__(self) -> None:
        super().__init__("two answers to this differ; they stand until staff rule on it")


class FiguresMoved(MonitorError):
    """The figures are no longer those that were looked at."""


class GateShut(MonitorError):
    """A lamp of the gate is red: nothing is released; `red` names what it looks at."""

    def __init__(self, red: Sequence[str]) -> None:
        super().__init__(f"nothing is released, since these are not in order: {', '.join(red)}")
        self.red = tuple(red)


class Refused(MonitorError):
    """What was typed cannot be taken; each field says why, in a text of the locale files."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {fault}" for field, fault in faults.items()))
        self.faults = dict(faults)


class BadCatalogue(MonitorError):
    """The list of sources has faults; nothing of it is used until they are mended."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("sources.toml: " + "; ".join(faults))
        self.faults = tuple(faults)


class Faulty(MonitorError):
    """Something has faults and nothing of it is taken until they are mended; each is named."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class BadFile(Faulty):
    """A file says what cannot be."""


class BadScenario(Faulty):
    """A bill cannot be laid over the index, saved or linked as asked."""


class VocabularyError(MonitorError):
    """A keyword file says something that means nothing here."""


class BadArchive(MonitorError):
    """The archive of evidence cannot be opened as configured; it says why."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(
            f"MIPEX_EVIDENCE: {address.partition('?')[0]} cannot be opened: {why}; s3:// needs "
            "the extra s3"
        )


class Damaged(MonitorError):
    """A document in the archive is no longer what was received."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"the document {digest} is no longer what was received")
        self.digest = digest
