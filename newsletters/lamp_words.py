"""What lamps say, and the weekly mail about them, in its reader's language (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from babel.numbers import format_decimal

from monitor.released import Recipient
from monitor.rhythm import Silence
from monitor.silence.lights import Lamp, Light, Review, Told, Why
from newsletters.figures import one_line
from newsletters.letters import Letters, Notice
from newsletters.translate import Words
from newsletters.translate import marked as _

#: A mail names so many of a kind; the page has them all.
MOST = 12
#: Nobody needs to know how much rarer than this.
RAREST = 1_000_000

LIGHTS: Mapping[Light, str] = MappingProxyType(
    {
        Light.GOOD: _("well"),
        Light.PARTLY: _("partly"),
        Light.BAD: _("dark"),
        Light.OFF: _("off"),
    }
)

#: What is so, and what to do about it.
SENTENCES: Mapping[Why, str] = MappingProxyType(
    {
        Why.ANSWERS: _("It answers."),
        Why.READ: _("What it answers can be read."),
        Why.FOUND: _("Something of it became part of a report."),
        Why.LOOKED: _("A person looked at what came."),
        Why.NOT_YET: _("Nothing came yet. Wait for the next round."),
        Why.FAILS: _("It failed, and is asked again. Wait."),
        Why.DOWN: _(
            "It does not answer. Open its address: correct it if it moved, else ask its "
            "publisher."
        ),
        Why.UNASKED: _("Nobody asked it for too long. See that the service runs."),
        Why.KEYLESS: _("It wants a key. Ask the operator to set it, in MIPEX_SOURCE_KEYS."),
        Why.UNREADABLE: _("What it answers cannot be read. Mend how it is read."),
        Why.EMPTY: _("It holds no entry, where some are expected. Mend how it is read."),
        Why.LATE: _("It should have said something by now. Wait, or have a look."),
        Why.QUIET: _("It is silent for longer than chance explains. Look whether it moved."),
        Why.EARLY: _("Nothing of it became part of a report yet. It is too early to judge."),
        Why.NOTHING_RELEVANT: _(
            "Nothing of it became part of a report for half a year. Look whether the keywords, "
            "and the source, are the right ones."
        ),
        Why.NO_KEYWORDS: _(
            "There are no keywords for its language (%(of)s), so that nothing is ever found "
            "relevant. Ask the operator to add them."
        ),
        Why.NOTHING_TO_LOOK_AT: _("Nothing waits for anybody."),
        Why.UNDECIDED: _("What came waits for somebody’s word."),
        Why.WAITS: _("A question waits for over a month. Remind whoever is asked."),
        Why.LONG_AGO: _("Nobody looked for over two months. Remind the correspondents."),
        Why.NOBODY: _("It has no correspondent. Let somebody in."),
        Why.OFF: _("It is switched off. Check it, and switch it on."),
        Why.PAUSED: _("Staff paused it. Resume it once the reason is gone."),
        Why.UNHEARD: _("Nobody listens here. Add a source, or switch one on."),
        Why.UNOFFICIAL: _("No official source is heard. Add one, or switch one on."),
    }
)

#: What is wrong with a source, in a few words behind its name.
BRIEFLY: Mapping[Why, str] = MappingProxyType(
    {
        Why.DOWN: _("does not answer"),
        Why.UNASKED: _("was not asked"),
        Why.UNREADABLE: _("cannot be read"),
        Why.EMPTY: _("holds no entry"),
    }
)


def sentence(lamp: Lamp, words: Words) -> str:
    """What a lamp says, and what to do about it."""
    return words.gettext(SENTENCES[lamp.why], of=lamp.of)


def rhythm(silence: Silence | None, words: Words) -> str:
    """How often something speaks, how long it did not, and how rare that is."""
    if silence is None:
        return words.gettext("Nothing was heard of it yet.")
    said = [usual(silence, words)]
    if silence.days:
        said.append(
            words.ngettext("Silent for one day.", "Silent for %(n)s days.", silence.days)
        )
    if silence.late:
        said.append(rarity(silence, words))
    return " ".join(said)


def usual(silence: Silence, words: Words) -> str:
    """How often something speaks."""
    if silence.usual is None:
        return words.gettext("It is too early to say how often it speaks.")
    least, most = silence.usual
    if least == most:
        return words.ngettext(
            "It usually speaks every day.", "It usually speaks every %(n)s days.", most
        )
    return words.gettext(
        "It usually speaks every %(least)s to %(most)s days.", least=least, most=most
    )


def rarity(silence: Silence, words: Words) -> str:
    """How rare a silence is among the pauses of whoever is silent."""
    pauses = min(1 / silence.probability, RAREST) if silence.probability else RAREST
    figures = 1 if pauses < 100 else 10 ** (len(str(int(pauses))) - 2)
    number = format_decimal(round(pauses / figures) * figures, locale=words.locale)
    if pauses == RAREST:
        return words.gettext("Not one pause in %(pauses)s is as long.", pauses=number)
    return words.gettext("Only one pause in %(pauses)s is as long.", pauses=number)


def reviewed(review: Review, to: Recipient, letters: Letters) -> Notice:
    """Tells staff once a week how the lamps are, also where all are lit."""
    words = letters.translations.of(to.language)
    lead = (
        words.gettext("Every country is heard, and somebody looks at what comes.")
        if review.well
        else words.gettext("This is what we do not hear, or nobody looks at.")
    )
    told = (
        words.gettext("%(label)s: %(fact)s", label=label, fact=fact)
        for label, fact in facts(review, words)
        if fact
    )
    return Notice(
        subject=subject(review, words),
        name=one_line(to.name),
        paragraphs=(lead, *told),
        button=(words.gettext("See the lamps"), letters.links.lamps()),
        after=(
            words.gettext("You get this each week as staff of the index."),
            words.gettext("If it does not come, the service itself has gone quiet."),
        ),
    )


def subject(review: Review, words: Words) -> str:
    """The news of a week: what went dark, else what still is, else that nothing is."""
    if review.well:
        return words.gettext("All lamps are lit")
    if new := len(review.went_dark):
        return words.ngettext("One source went quiet", "%(n)s sources went quiet", new)
    if deaf := len(review.unheard):
        return words.ngettext("One country is not heard", "%(n)s countries are not heard", deaf)
    return words.gettext("No source went quiet this week")


def facts(review: Review, words: Words) -> Iterable[tuple[str, str]]:
    """What is to be told, the news first."""
    still = len(review.dark) - len(review.went_dark)
    yield words.gettext("Went quiet or dark"), listed(review.went_dark, words)
    yield words.gettext("Heard again"), listed(review.came_back, words)
    yield (
        words.gettext("Dark for longer"),
        words.ngettext("one source", "%(n)s sources", still) if still else "",
    )
    yield words.gettext("Countries that are not heard"), named(review.unheard, words)
    yield words.gettext("Countries that nobody looked at"), named(review.unlooked, words)
    yield words.gettext("Waiting for a key"), listed(review.keyless, words)
    yield words.gettext("Numbers that never came"), numbered(review.gaps, words)
    yield words.gettext("Paused by staff"), listed(review.paused, words)
    yield (
        words.gettext("Switched off"),
        words.ngettext("one source", "%(n)s sources", review.off) if review.off else "",
    )


def listed(told: Sequence[Told], words: Words) -> str:
    """Sources, each with its country and what is wrong; not more than a mail can bear."""
    return shortened([source(one, words) for one in told], words)


def numbered(told: Sequence[Told], words: Words) -> str:
    """Gazettes, each with the numbers of it that are missing."""
    return shortened([f"{named_source(one, words)} ({one.missing})" for one in told], words)


def named(codes: Sequence[str], words: Words) -> str:
    """Countries in the order of their names."""
    return shortened(sorted(words.country(code) for code in codes), words)


def shortened(texts: Sequence[str], words: Words) -> str:
    """A list of texts, cut where it is long."""
    more = len(texts) - MOST
    rest = [words.ngettext("and one more", "and %(n)s more", more)] if more > 0 else []
    return " · ".join([*texts[:MOST], *rest])


def source(told: Told, words: Words) -> str:
    """A source in a few words."""
    name = named_source(told, words)
    return f"{name} ({detail})" if (detail := details(told, words)) else name


def named_source(told: Told, words: Words) -> str:
    """A source by its name, behind that of its country."""
    name = one_line(told.name)
    if not told.country:
        return name
    country = words.country(told.country)
    return words.gettext("%(country)s: %(source)s", country=country, source=name)


def details(told: Told, words: Words) -> str:
    """What is wrong with a source, or why it rests."""
    if told.why is Why.QUIET:
        return words.ngettext("silent for one day", "silent for %(n)s days", told.days)
    if told.why is Why.PAUSED:
        return ", ".join(filter(None, (one_line(told.note), one_line(told.by))))
    if told.why is Why.KEYLESS:
        return one_line(told.note)
    return words.gettext(BRIEFLY[told.why]) if told.why in BRIEFLY else ""
