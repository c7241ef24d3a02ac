"""What each notice says, in its reader's language (pure)."""

from collections.abc import Mapping

from monitor.released import (
    DraftedChange,
    ImportedFile,
    Question,
    Recipient,
)
from newsletters.cards import KINDS, web_address
from newsletters.figures import one_line
from newsletters.letters import Letters, Notice
from newsletters.translate import Words
from newsletters.translate import marked as _

CONFIRMED = "confirmed"


def drafts(drafted: DraftedChange, to: Recipient, letters: Letters) -> Notice:
    """Tells staff that the scores of a change wait for release."""
    words = letters.translations.of(to.language)
    country = words.country(drafted.country)
    moved = len(drafted.moves)
    effect = (
        words.ngettext("It moves one score.", "It moves %(n)s scores.", moved)
        if moved
        else words.gettext("It moves no score.")
    )
    note = one_line(drafted.note)
    return Notice(
        subject=words.gettext(
            "%(country)s: a confirmed change waits for release", country=country
        ),
        name=one_line(to.name),
        paragraphs=(words.gettext("A change was confirmed and rescored.") + " " + effect,),
        claim=one_line(drafted.title),
        facts=(
            (words.gettext("Country"), country),
            (words.gettext("Kind"), words.gettext(KINDS[drafted.kind])),
            (words.gettext("In force from"), words.day(drafted.in_force_from)),
            *(((words.gettext("Note to staff"), note),) if note else ()),
        ),
        button=(words.gettext("Look at the drafts"), letters.links.drafts()),
        after=(words.gettext("You get this as staff of the index."),),
    )


def imported(told: ImportedFile, to: Recipient, letters: Letters) -> Notice:
    """Tells staff that a file of confirmed changes was put on record."""
    words = letters.translations.of(to.language)
    return Notice(
        subject=words.ngettext(
            "One confirmed change was put on record from a file",
            "%(n)s confirmed changes were put on record from a file",
            told.changes,
        ),
        name=one_line(to.name),
        paragraphs=(
            words.gettext(
                "The operator of the service did this at the terminal, without a second "
                "person. Nothing is released: the drafts wait for you."
            ),
        ),
        claim=one_line(told.file),
        facts=(
            (
                words.gettext("Countries"),
                words.list([words.country(c) for c in told.countries]),
            ),
        ),
        button=(words.gettext("Look at the drafts"), letters.links.drafts()),
        after=(words.gettext("You get this as staff of the index."),),
    )


def decided(asked: Question, to: Recipient, letters: Letters) -> Notice:
    """Tells whoever reported it what became of a report."""
    words = letters.translations.of(to.language)
    country = words.country(asked.country)
    confirmed = asked.state == CONFIRMED
    outcome = (
        _("Your report was confirmed. Its effect on the scores is counted and then released.")
        if confirmed
        else _("Your report was not confirmed, so no score moves.")
    )
    subject = (
        _("%(country)s: your report was confirmed")
        if confirmed
        else _("%(country)s: your report was not confirmed")
    )
    # A reason not to confirm is for the reporter; a remark on what was confirmed is for staff.
    note = "" if confirmed else one_line(asked.note)
    return Notice(
        subject=words.gettext(subject, country=country),
        name=one_line(to.name),
        paragraphs=(words.gettext(outcome), words.gettext("Thank you for telling us.")),
        claim=one_line(asked.title),
        source=web_address(asked.url),
        facts=((words.gettext("What was said"), note),) if note else (),
        button=(words.gettext("See the country"), letters.links.country(asked.country)),
        after=(words.gettext("You get this because you reported it."),),
    )


def opt_in(wanted: Mapping[str, str], url: str, words: Words) -> Notice:
    """Asks the owner of an address whether she wants what somebody typed."""
    return Notice(
        subject=words.gettext("Please confirm your subscription"),
        name="",
        paragraphs=(
            words.gettext("Somebody, probably you, asked that we write to this address."),
            words.gettext(
                "It would come %(cadence)s, for %(countries)s and %(areas)s, in %(language)s.",
                **wanted,
            ),
            words.gettext("Nothing comes until you say yes. If it was not you, do nothing."),
        ),
        button=(words.gettext("Confirm the subscription"), url),
        after=(
            words.gettext("Each change reaches you once; if nothing changed, nothing is sent."),
        ),
    )


def subscribed_already(url: str, words: Words) -> Notice:
    """Gives a subscriber who asks again the way to her preferences."""
    return Notice(
        subject=words.gettext("You are subscribed already"),
        name="",
        paragraphs=(
            words.gettext("Somebody, probably you, subscribed this address once more."),
            words.gettext(
                "Nothing was changed. Here you see what you get, and change or stop it."
            ),
        ),
        button=(words.gettext("Your preferences"), url),
        after=(words.gettext("If it was not you, do nothing."),),
    )


def sign_in(name: str, url: str, words: Words) -> Notice:
    """Lets a person in."""
    return Notice(
        subject=words.gettext("Your link to sign in"),
        name=one_line(name),
        paragraphs=(
            words.gettext("With this link you sign in. It works for a short time only."),
        ),
        button=(words.gettext("Sign in"), url),
        after=(words.gettext("If you did not ask for it, do nothing."),),
    )
