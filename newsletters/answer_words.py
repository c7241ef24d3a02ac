"""What is written back to whoever answered by mail (pure)."""

from collections.abc import Iterator, Mapping

from monitor.released import MonthQuestion, Question, Recipient
from newsletters import form_lines as lines
from newsletters.cards import web_address
from newsletters.figures import one_line
from newsletters.letters import Letters, Notice
from newsletters.reply_form import ANSWERS, CONFIRM, Affirmed, Answered
from newsletters.translate import Words
from newsletters.translate import marked as _
from scoring import Codebook

NOT_YOU = _("If it was not you who wrote that mail, answer on the page: your last word counts.")


def noted(
    asked: Question, said: Answered, to: Recipient, codebook: Codebook, letters: Letters
) -> Notice:
    """Says what was understood of her answer to a question; it shows no score."""
    words = letters.translations.of(to.language)
    return Notice(
        subject=words.gettext("Your answer is noted: %(title)s", title=one_line(asked.title)),
        name=one_line(to.name),
        paragraphs=(words.gettext("Thank you. This is what we understood:"),),
        claim=one_line(asked.title),
        source=web_address(asked.url),
        facts=tuple(facts(said, codebook, words)),
        button=(
            words.gettext("Look at the question"),
            letters.links.question(to.id, asked.report_id),
        ),
        after=(
            words.gettext("Until the question is decided you can answer again and change it."),
            words.gettext(NOT_YOU),
        ),
    )


def facts(said: Answered, codebook: Codebook, words: Words) -> Iterator[tuple[str, str]]:
    """Her answer line by line."""

    def label(name: str) -> str:
        return words.gettext(lines.LABELS[name])

    yield label(lines.ANSWER), words.gettext(ANSWERS[said.verdict])
    if said.verdict == CONFIRM:
        for name, day in said.days.items():
            if day is not None:
                yield label(name), words.day(day)
        yield label(lines.LAW), one_line(said.law)
        yield label(lines.TITLE), one_line(said.title)
        leaves = {leaf.code: leaf for leaf in codebook.leaves}
        for code, score in said.answers.items():
            options = {option.score: option.title for option in leaves[code].options}
            yield words.gettext(leaves[code].title), words.gettext(options[score])
    if said.note:
        yield label(lines.NOTE), one_line(said.note)


def period_noted(
    month: MonthQuestion, said: Affirmed, to: Recipient, codebook: Codebook, letters: Letters
) -> Notice:
    """Says what was understood of her answer to a check-in."""
    words = letters.translations.of(to.language)
    country = words.country(month.country)
    rows = tuple(
        (
            words.gettext(area.title),
            one_line(said.areas[area.key or area.code]) or words.gettext("nothing changed"),
        )
        for area in codebook.areas
    )
    subject = words.gettext("Your answer is noted: %(title)s", title=country)
    return Notice(
        subject=subject,
        name=one_line(to.name),
        paragraphs=(words.gettext("Thank you. This is what we understood:"),),
        claim=country,
        facts=rows,
        button=(
            words.gettext("Look at the answer"),
            letters.links.check_in(to.id, month.check_in_id),
        ),
        after=(
            words.gettext(
                "If it was not you who wrote that mail, tell us at once: reply to this."
            ),
        ),
    )


def report_noted(title: str, country: str, to: Recipient, letters: Letters) -> Notice:
    """Says that what she reported by mail is reported."""
    words = letters.translations.of(to.language)
    return Notice(
        subject=words.gettext("Your report is noted: %(title)s", title=one_line(title)),
        name=one_line(to.name),
        paragraphs=(
            words.gettext(
                "Thank you. Another person is asked, and we tell you what comes of it."
            ),
        ),
        claim=one_line(title),
        facts=((words.gettext("Country"), words.country(country)),),
        button=(words.gettext("Your desk"), letters.links.desk()),
        after=(
            words.gettext(
                "If it was not you who wrote that mail, tell us at once: reply to this."
            ),
        ),
    )


def not_noted(
    faults: Mapping[str, str],
    form: str,
    way: str,
    to: Recipient,
    codebook: Codebook,
    letters: Letters,
) -> Notice:
    """Says what is missing, line by line, and gives the form back as she filled it."""
    words = letters.translations.of(to.language)

    labels = lines.LABELS | lines.areas(codebook)

    def named(line: str, why: str) -> str:
        if line not in labels:
            return words.gettext(why)
        label = words.gettext(labels[line])
        # Between quotes, or an answer to this mail would be read as having this on its line.
        return words.gettext("“%(line)s”: %(fact)s", line=label, fact=words.gettext(why))

    return Notice(
        subject=words.gettext("Your answer by mail is not noted yet"),
        name=one_line(to.name),
        paragraphs=(
            words.gettext(
                "Nothing was counted, and nothing of it is lost. Please put this right in the "
                "lines below and reply once more, or answer on the page."
            ),
            *(named(line, why) for line, why in faults.items()),
        ),
        button=(words.gettext("Answer on the page"), way),
        form=form,
    )


#: Why a mail that was read changes nothing, for which no line can be mended.
DECIDED = _("This was decided before your mail came. Nothing was changed by it.")
IN_DISPUTE = _("Two answers to this differ, and staff rule on it now. Nothing was changed.")
NOT_YOURS = _("This is not yours to answer, or no longer. Nothing was changed.")
PASSKEY = _("Staff answer on the page here, with a passkey. Nothing was changed by your mail.")
NO_CODE = _(
    "The code in it is not one that we sent to this address. Write from the address that our "
    "mail came to, and leave the code as it is. Nothing was changed."
)


def not_taken(why: str, to: Recipient, letters: Letters) -> Notice:
    """Says why her mail changed nothing."""
    words = letters.translations.of(to.language)
    return Notice(
        subject=words.gettext("Your answer by mail changed nothing"),
        name=one_line(to.name),
        paragraphs=(words.gettext("We read your mail."), words.gettext(why)),
        button=(words.gettext("Your desk"), letters.links.desk()),
    )
