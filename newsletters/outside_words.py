"""What is written to people outside the house: who reports, and who governs (pure)."""

from collections.abc import Iterator, Mapping

from monitor.outsiders.outside import Confirmed, Fate, Given
from monitor.released import Question, Recipient
from newsletters.cards import KINDS, web_address
from newsletters.figures import one_line
from newsletters.letters import Letters, Notice
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Codebook


def confirm_report(title: str, country: str, url: str, words: Words) -> Notice:
    """Asks the owner of an address whether a report is hers."""
    return Notice(
        subject=words.gettext("Please confirm your report"),
        name="",
        paragraphs=(
            words.gettext(
                "Somebody, probably you, told us of a change of law and gave this address."
            ),
            words.gettext(
                "Say that it was you, and a person who knows that law is asked. We then tell "
                "you what comes of it."
            ),
        ),
        claim=one_line(title),
        facts=((words.gettext("Country"), words.country(country)),),
        button=(words.gettext("Confirm the report"), url),
        after=(
            words.gettext("Was it not you? Do nothing: it is forgotten after a week."),
            words.gettext("We write to this address once a day at most."),
        ),
    )


#: Whoever reports and knows the law for somebody else's sake is named by that, too.
ROLES = {
    "partner": _("%(name)s, a partner"),
    "government": _("%(name)s, of the government"),
    "reporter": _("a reader"),
}


def reporter(asked: Question, words: Words) -> str:
    """Who reported something; a reader was promised that her name is not passed on."""
    name = one_line(asked.reported_by.name) if asked.reported_by else ""
    said = ROLES.get(asked.reporter_role)
    return words.gettext(said, name=name) if said else name


#: How a release ends for whoever reported the change: subject, and what is said.
FATES = {
    "": (
        _("%(country)s: what you reported is released"),
        _("The change that you reported was confirmed, scored and is now public."),
    ),
    "corrected": (
        _("%(country)s: what you reported is corrected"),
        _("The change that you reported stood with a mistake of ours; it is now corrected."),
    ),
    "withdrawn": (
        _("%(country)s: what you reported is withdrawn"),
        _("The change that you reported was released by mistake, and is now withdrawn."),
    ),
}


def released(fate: Fate, letters: Letters) -> Notice:
    """Tells whoever reported a change that it is public, or is mended."""
    words = letters.translations.of(fate.to.language)
    subject, said = FATES[fate.mended]
    return Notice(
        subject=words.gettext(subject, country=words.country(fate.country)),
        name=one_line(fate.to.name),
        paragraphs=(words.gettext(said), words.gettext("Thank you for telling us.")),
        claim=one_line(fate.title),
        button=(words.gettext("See the change"), letters.links.change(fate.released_id)),
        after=(words.gettext("You get this because you reported it."),),
    )


def invitation(told: Confirmed, to: Recipient, letters: Letters) -> Notice:
    """Tells a government what was confirmed of its law, and that it may reply; no score."""
    words = letters.translations.of(to.language)
    country = words.country(told.country)
    return Notice(
        subject=words.gettext("%(country)s: you may reply to a change", country=country),
        name=one_line(to.name),
        paragraphs=tuple(what_may_be_said(told, letters, words)),
        claim=one_line(told.title),
        summary=one_line(told.summary),
        source=web_address(told.url),
        facts=(
            (words.gettext("Kind"), words.gettext(KINDS[told.kind])),
            (words.gettext("Law"), one_line(told.law)),
            (words.gettext("In force from"), words.day(told.in_force_from)),
        ),
        button=(words.gettext("Reply"), letters.links.reply(to.id, told.change_id)),
        after=(
            words.gettext("You can reply at any time, also once it is public."),
            words.gettext("You get this because you speak for the government of your country."),
        ),
    )


def what_may_be_said(told: Confirmed, letters: Letters, words: Words) -> Iterator[str]:
    """What becomes of a reply, and which answers of the index it may be about."""
    yield words.gettext(
        "A change of your country’s law was confirmed and will be released. You may say what "
        "readers should know besides: it is shown beside the change, with the name of your "
        "organisation and the day."
    )
    yield words.gettext(
        "A reply decides nothing and holds nothing up. If something is wrong, say what, with "
        "the law’s address; staff read every reply."
    )
    for question, answer in answers_in_words(told, letters.codebooks, words):
        yield words.gettext(
            "The index asks: %(question)s Its answer is now: %(answer)s.",
            question=question,
            answer=answer,
        )


def answers_in_words(
    told: Confirmed, codebooks: Mapping[str, Codebook], words: Words
) -> tuple[tuple[str, str], ...]:
    """The answers that a change makes true: each question with its option; no score."""
    said = []
    for book, code, score in told.answers:
        leaves = {leaf.code: leaf for leaf in codebooks[book].leaves}
        if leaf := leaves.get(code):
            option = next((o.title for o in leaf.options if o.score == score), "")
            answer = words.gettext(option) if option else words.gettext("not known any more")
            said.append((words.gettext(leaf.question or leaf.title), answer))
    return tuple(said)


def replied(
    told: Confirmed, given: Given, report: str, to: Recipient, letters: Letters
) -> Notice:
    """Tells staff that a government replied."""
    words = letters.translations.of(to.language)
    country = words.country(told.country)
    return Notice(
        subject=words.gettext("%(country)s: the government replied", country=country),
        name=one_line(to.name),
        paragraphs=(
            words.gettext(
                "It is shown beside the change. It decides nothing; if it says that something "
                "is wrong, look at it before you release."
            ),
        ),
        claim=one_line(told.title),
        summary=one_line(given.text),
        facts=((words.gettext("Organisation"), one_line(given.organisation)),)
        if given.organisation
        else (),
        button=(words.gettext("Look at the change"), report),
        after=(words.gettext("You get this as staff of the index."),),
    )
