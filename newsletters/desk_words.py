"""What staff are told of questions that need them, in their language (pure)."""

from monitor.released import Question, Recipient
from newsletters.cards import web_address
from newsletters.figures import one_line
from newsletters.letters import Letters, Notice


def needs_more(
    asked: Question, by: Recipient, what: str, to: Recipient, letters: Letters
) -> Notice:
    """Tells staff that somebody cannot answer without something, and what."""
    words = letters.translations.of(to.language)
    country = words.country(asked.country)
    return Notice(
        subject=words.gettext("%(country)s: a question needs more from you", country=country),
        name=one_line(to.name),
        paragraphs=(
            words.gettext(
                "%(name)s cannot answer yet. She is asked again once you have added what is "
                "missing.",
                name=one_line(by.name),
            ),
        ),
        claim=one_line(asked.title),
        source=web_address(asked.url),
        facts=(
            (words.gettext("Country"), country),
            (words.gettext("What is missing"), one_line(what)),
        ),
        button=(words.gettext("Add it"), letters.links.story(asked.report_id)),
    )


def disputed(asked: Question, to: Recipient, letters: Letters) -> Notice:
    """Tells staff who may rule that two answers differ; the answers stand on the page."""
    words = letters.translations.of(to.language)
    country = words.country(asked.country)
    return Notice(
        subject=words.gettext("%(country)s: two answers differ, please rule", country=country),
        name=one_line(to.name),
        paragraphs=(
            words.gettext("Two people answered the same question, and their answers differ."),
            words.gettext("Whoever of you is first rules, and says why."),
        ),
        claim=one_line(asked.title),
        source=web_address(asked.url),
        facts=((words.gettext("Country"), country),),
        button=(words.gettext("Compare and rule"), letters.links.ruling(asked.report_id)),
    )
