"""What stands in the record, in words."""

from newsletters.translate import Words
from newsletters.translate import marked as _

DEEDS = {
    "report.opened": _("Reported"),
    "report.assigned": _("Its country was said"),
    "question.asked": _("Asked"),
    "question.handed_over": _("Handed over"),
    "word.said": _("Answered"),
    "report.supplemented": _("More was added"),
    "dispute.opened": _("Two answers differ"),
    "dispute.ruled": _("Staff ruled"),
    "report.decided": _("Decided"),
    "change.confirmed": _("Confirmed as a change"),
    "scores.drafted": _("Scored"),
    "release.planned": _("A release was planned"),
    "release.called_off": _("A planned release was called off"),
    "release.made": _("Released"),
    "mend.proposed": _("Proposed to mend a release"),
    "check_in.answered": _("A check-in was answered"),
    "profile.written": _("A text was handed in"),
    "profile.checked": _("A text was checked"),
    "profile.returned": _("A text was given back"),
    "profile.released": _("A text was released"),
    "reply.given": _("A government replied"),
    "person.let_in": _("Somebody was let in"),
    "person.changed": _("What a person may do was changed"),
    "person.signed_off": _("Somebody was signed off"),
    "person.entered": _("Somebody signed in"),
    "person.exported": _("What is held of a person was exported"),
    "person.erased": _("A person was erased"),
    "conflict.declared": _("An interest of her own was declared"),
    "conflict.ended": _("An interest of her own ended"),
    "absence.declared": _("An absence was declared"),
    "absence.ended": _("An absence ended"),
    "country.set": _("A country works another way"),
    "passkey.added": _("A passkey was added"),
    "passkey.removed": _("A passkey was removed"),
    "rule.set": _("A rule for all was set"),
    "changes.imported": _("A file of changes was put on record"),
    "source.mended": _("A source was changed"),
}


def spoken(deed: str, words: Words) -> str:
    """A deed in words; one that is not known as it stands."""
    return words.gettext(DEEDS.get(deed, deed))
