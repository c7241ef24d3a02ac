"""What a mail asks a person: one question, one check-in, or several at once (pure).

No score stands in it: what an answer is worth must not sway it. A second reads neither what
the machine read nor what anybody answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from monitor.asking.rules import QUESTION, Item, Waiting
from monitor.provision import Provision
from monitor.released import Heard, MonthQuestion, Question, Recipient
from monitor.triage import quoted
from newsletters.cards import area_titles, web_address
from newsletters.figures import one_line
from newsletters.letters import Ask, Letters, Notice
from newsletters.outside_words import reporter
from newsletters.translate import Words

SECOND, CHECK = "second", "check"
#: Provisions by report; where a document has none there is none.
Quotes = Mapping[UUID, Provision]


def asking(
    waiting: Sequence[Waiting], to: Recipient, quotes: Quotes, letters: Letters, form: str = ""
) -> Notice:
    """The one mail of a day: what is asked of a person, the most urgent first."""
    if len(waiting) > 1:
        return several(waiting, to, letters)
    (only,) = waiting
    if only.check_in is not None:
        return check_in(only, only.check_in, to, letters, form)
    if only.question is None:
        raise ValueError("what waits is a question or a check-in")
    return question(only, only.question, to, letters, quotes.get(only.question.report_id), form)


def question(
    one: Waiting,
    asked: Question,
    to: Recipient,
    letters: Letters,
    quote: Provision | None = None,
    form: str = "",
) -> Notice:
    """Asks a person whether a claim is true, from her place."""
    words = letters.translations.of(to.language)
    blind = one.place == SECOND
    shown = quote if quote is not None and not blind else Provision("", None)
    return Notice(
        subject=subject(one, words),
        name=one_line(to.name),
        paragraphs=(*opening(one, words), minutes(one.item.minutes, words)),
        claim=one_line(asked.title),
        summary="" if blind else one_line(asked.summary),
        source=web_address(asked.url),
        quote=shown.text,
        quote_language=shown.language or "",
        facts=tuple(facts(one, asked, letters, words)),
        button=(words.gettext("Answer"), letters.links.question(to.id, asked.report_id)),
        after=(
            words.gettext("The link is yours alone and holds until the question is decided."),
            words.gettext("Opening it decides nothing."),
        ),
        form=form,
    )


def to_staff(asked: Question, to: Recipient, letters: Letters, *, theirs: bool) -> Notice:
    """Asks staff, where a country's answers are `theirs`, or no correspondent is free."""
    words = letters.translations.of(to.language)
    item = Item(asked.report_id, QUESTION, 0, asked.reported_at)
    notice = question(Waiting(item, asked.country), asked, to, letters)
    why = (
        words.gettext("Staff keep the answers of this country, so this comes to you.")
        if theirs
        else words.gettext(
            "No national correspondent is free to answer, so this comes to staff."
        )
    )
    return replace(notice, paragraphs=(*notice.paragraphs, why))


def opening(one: Waiting, words: Words) -> Iterable[str]:
    """What is wanted, by the place from which she answers."""
    if is_reminder(one):
        yield words.gettext("We asked you this before, and it still waits for you.")
    if one.place == CHECK:
        yield words.gettext("Staff read the law as follows. Is that right?")
    else:
        yield words.gettext(
            "We were told that law or policy changed. Is it so, and since when?"
        )
    if one.place == SECOND:
        yield words.gettext(
            "A colleague is asked as well, and each of you answers on her own. So this mail "
            "says only what was published, and where."
        )


def minutes(n: int, words: Words) -> str:
    """How long an answer takes."""
    return words.ngettext("It takes about one minute.", "It takes about %(n)s minutes.", n)


def is_reminder(one: Waiting) -> bool:
    """Whether a mail told her of it before."""
    return one.item.mailed_at is not None


def subject(one: Waiting, words: Words) -> str:
    """What is asked, in a line; of what was asked before it says so."""
    country = words.country(one.country)
    if one.check_in is not None:
        days = words.span(one.check_in.month, one.check_in.months)
        line = words.gettext(
            "%(country)s: did anything change in %(month)s?", country=country, month=days
        )
    elif one.place == CHECK:
        line = words.gettext("%(country)s: is this right?", country=country)
    else:
        line = words.gettext("%(country)s: did the law change?", country=country)
    return words.gettext("Reminder – %(line)s", line=line) if is_reminder(one) else line


def facts(
    one: Waiting, asked: Question, letters: Letters, words: Words
) -> Iterable[tuple[str, str]]:
    """What is known of a report besides its claim, as far as her place may see it."""
    yield words.gettext("Country"), words.country(asked.country)
    if one.place == SECOND:
        return
    if areas := area_titles(asked.areas, letters, words):
        yield words.gettext("Policy areas"), words.list(areas)
    if one.heard is not None:
        yield from what_staff_said(one.heard, letters, words)
        return
    if found := quoted(asked.because):
        yield words.gettext("Why we ask"), ", ".join(f"“{one_line(word)}”" for word in found)
    yield whence(asked, words)


def whence(asked: Question, words: Words) -> tuple[str, str]:
    """Who noticed it."""
    if asked.reported_by is None:
        machine = words.gettext("a machine that reads official sources")
        return words.gettext("Noticed by"), machine
    return words.gettext("Reported by"), reporter(asked, words)


def what_staff_said(heard: Heard, letters: Letters, words: Words) -> Iterable[tuple[str, str]]:
    """What staff said of a report, for whoever checks it."""
    if not heard.confirms:
        yield words.gettext("Staff say"), words.gettext("No law or policy changed.")
    else:
        yield words.gettext("Staff say"), one_line(heard.title)
        yield words.gettext("Law"), one_line(heard.law)
    if heard.in_force_from is not None:
        yield words.gettext("In force from"), words.day(heard.in_force_from)
    if heard.in_force_until is not None:
        yield words.gettext("In force until"), words.day(heard.in_force_until)
    for code, score in heard.answers:
        yield answer(code, score, letters, words)
    if note := one_line(heard.note):
        yield words.gettext("Why"), note


def answer(code: str, score: float, letters: Letters, words: Words) -> tuple[str, str]:
    """A question of the index, and an answer to it, in words."""
    for codebook in letters.codebooks.values():
        node = codebook.nodes.get(code)
        if node is None:
            continue
        option = next((one.title for one in node.options if one.score == score), "")
        return words.gettext(node.title), words.gettext(option) if option else "–"
    return code, "–"


def check_in(
    one: Waiting, month: MonthQuestion, to: Recipient, letters: Letters, form: str = ""
) -> Notice:
    """Asks a person whether a month or a year changed anything."""
    words = letters.translations.of(to.language)
    again = (words.gettext("We asked you this before, and it still waits for you."),)
    return Notice(
        subject=subject(one, words),
        name=one_line(to.name),
        paragraphs=(
            *(again if is_reminder(one) else ()),
            words.gettext("Did any law or policy on migrant integration change in that time?"),
            words.gettext(
                "“Nothing changed” is an answer too. It is published with its date, and takes "
                "one click where we saw nothing either."
            ),
        ),
        button=(words.gettext("Answer"), letters.links.check_in(to.id, month.check_in_id)),
        after=(words.gettext("Opening the link answers nothing."),),
        form=form,
    )


def several(waiting: Sequence[Waiting], to: Recipient, letters: Letters) -> Notice:
    """Asks a person several things, each with a button of its own."""
    words = letters.translations.of(to.language)
    places = words.list(dict.fromkeys(words.country(one.country) for one in waiting))
    takes = sum(one.item.minutes for one in waiting)
    line = words.ngettext(
        "%(countries)s: one question waits for you",
        "%(countries)s: %(n)s questions wait for you",
        len(waiting),
        countries=places,
    )
    return Notice(
        subject=line,
        name=one_line(to.name),
        paragraphs=(
            words.gettext("The most urgent stands first. Each has a link of its own."),
            words.ngettext(
                "All of them take about one minute.",
                "All of them take about %(n)s minutes.",
                takes,
            ),
        ),
        asks=tuple(ask(one, to, letters, words) for one in waiting),
        button=(words.gettext("All that waits for you"), letters.links.desk()),
        after=(
            words.gettext("Each link is yours alone and holds until its question is decided."),
            words.gettext("Opening it decides nothing."),
        ),
    )


def ask(one: Waiting, to: Recipient, letters: Letters, words: Words) -> Ask:
    """One of several things that are asked."""
    about = " · ".join([words.country(one.country), *remarks(one, words)])
    answer = words.gettext("Answer")
    if one.check_in is not None:
        days = words.span(one.check_in.month, one.check_in.months)
        way = letters.links.check_in(to.id, one.check_in.check_in_id)
        claim = words.gettext("Did anything change in %(month)s?", month=days)
        return Ask(about=about, claim=claim, button=(answer, way))
    if one.question is None:
        raise ValueError("what waits is a question or a check-in")
    asked = one.question
    return Ask(
        about=about,
        claim=one_line(asked.title),
        source=web_address(asked.url),
        facts=tuple(facts(one, asked, letters, words))[1:],
        button=(answer, letters.links.question(to.id, asked.report_id)),
    )


def remarks(one: Waiting, words: Words) -> Iterable[str]:
    """What is said of one of several, besides its country."""
    if one.place == SECOND:
        yield words.gettext("a colleague is asked as well")
    if one.place == CHECK:
        yield words.gettext("is this right?")
    if is_reminder(one):
        yield words.gettext("asked before")
