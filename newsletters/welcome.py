"""The mail that tells a person how she gets in; it lets nobody in by itself."""

from datetime import datetime

from sqlmodel import Session

from monitor.released import Recipient
from newsletters.cadence import day_in
from newsletters.figures import one_line
from newsletters.letters import Letters, Notice
from newsletters.notices import post
from newsletters.translate import Words


def tell(session: Session, to: Recipient, now: datetime, letters: Letters) -> bool:
    """Write a person where she signs in, once a day at most; say whether it was new."""
    words = letters.translations.of(to.language)
    key = f"welcome:{to.id}:{day_in(now, letters.zone)}"
    return post(
        session, key, to, notice(to.name, letters.links.entrance(), words), now, letters
    )


def notice(name: str, url: str, words: Words) -> Notice:
    """What it says."""
    return Notice(
        subject=words.gettext("You can sign in to the MIPEX monitor"),
        name=one_line(name),
        paragraphs=(
            words.gettext(
                "You were let in. Write this address on the page below, and we mail you a link "
                "that opens it for you."
            ),
            words.gettext("There is no password to keep."),
        ),
        button=(words.gettext("Go to the page"), url),
    )
