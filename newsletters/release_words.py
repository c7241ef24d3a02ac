"""What people are told of mends that wait for them, and of plans that failed (pure)."""

from monitor.released import PlanOver, Proposed, Recipient
from newsletters.figures import one_line
from newsletters.letters import Letters, Notice
from newsletters.translate import marked as _

HOW = {
    "corrected": _("%(country)s: a released change is to be corrected"),
    "withdrawn": _("%(country)s: a released change is to be withdrawn"),
}


def mend(proposed: Proposed, to: Recipient, letters: Letters) -> Notice:
    """Asks another person whether what was released was wrong."""
    words = letters.translations.of(to.language)
    return Notice(
        subject=words.gettext(HOW[proposed.how], country=words.country(proposed.country)),
        name=one_line(to.name),
        paragraphs=(
            words.gettext(
                "%(name)s says that a released figure is wrong. Another person has to confirm "
                "that before it is mended.",
                name=one_line(proposed.by.name),
            ),
        ),
        claim=one_line(proposed.title),
        summary=one_line(proposed.reason),
        facts=((words.gettext("Country"), words.country(proposed.country)),),
        button=(words.gettext("Look at it"), letters.links.mend(proposed.report_id)),
        after=(words.gettext("You sign in first. Opening it decides nothing."),),
    )


def plan(over: PlanOver, to: Recipient, letters: Letters) -> Notice:
    """Tells staff that a planned release was not made."""
    words = letters.translations.of(to.language)
    return Notice(
        subject=words.gettext("A planned release was not made"),
        name=one_line(to.name),
        paragraphs=(
            words.gettext(
                "It was due on %(day)s. Nothing was released; its changes wait as drafts.",
                day=words.day(over.due_at.astimezone(letters.zone).date()),
            ),
        ),
        facts=((words.gettext("Why"), one_line(over.why)),),
        button=(words.gettext("Look at the drafts"), letters.links.drafts()),
        after=(words.gettext("You get this as staff of the index."),),
    )
