"""Which jurisdiction's law an entry is about (pure)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from monitor.territories import alpha3
from monitor.vocabulary import Hint, Hit

# How much each sign counts. What an official site publishes is its own law; elsewhere the
# place a title names outweighs where the source is from, and two mentions below it do so too.
_OFFICIAL, _NAMED_IN_TITLE, _OWN, _DOMAIN, _NAMED, _HOME = 9.0, 5.0, 4.0, 2.5, 2.2, 0.9
_MENTIONS = 3
_EU_NAMED = 0.3

# Gazettes, parliaments and registers of law whose name does not show what they are.
_LAW_SITES = {
    "bcn.cl": "CHL",
    "boe.es": "ESP",
    "bundesrat.de": "DEU",
    "bundestag.de": "DEU",
    "bundesregierung.de": "DEU",
    "dre.pt": "PRT",
    "diariodarepublica.pt": "PRT",
    "e-tar.lt": "LTU",
    "eduskunta.fi": "FIN",
    "europa.eu": "EU",
    "finlex.fi": "FIN",
    "gazzettaufficiale.it": "ITA",
    "gesetze-im-internet.de": "DEU",
    "go.jp": "JPN",
    "go.kr": "KOR",
    "irishstatutebook.ie": "IRL",
    "legilux.lu": "LUX",
    "likumi.lv": "LVA",
    "lovdata.no": "NOR",
    "narodne-novine.nn.hr": "HRV",
    "normattiva.it": "ITA",
    "njt.hu": "HUN",
    "oireachtas.ie": "IRL",
    "overheid.nl": "NLD",
    "parlament.ch": "CHE",
    "parlament.mt": "MLT",
    "regeringen.se": "SWE",
    "regjeringen.no": "NOR",
    "retsinformation.dk": "DNK",
    "riigiteataja.ee": "EST",
    "riksdagen.se": "SWE",
    "slov-lex.sk": "SVK",
    "uradni-list.si": "SVN",
    "vestnesis.lv": "LVA",
}
_OFFICIAL_LABELS = frozenset(
    "admin bund gc gob gouv gouvernement gov government govt gv just justice legislation mil "
    "parliament public senat senate sejm".split()
)
# Country domains that anyone buys for how they read.
_ANYONES = frozenset(
    {"ai", "cc", "co", "fm", "gg", "io", "la", "ly", "me", "sh", "so", "to", "tv"}
)


class _Sign(NamedTuple):
    place: str
    weight: float
    why: str


def jurisdiction(
    title: Iterable[Hit], summary: Iterable[Hit], url: str, own: str | None, home: str | None
) -> tuple[str | None, str | None]:
    """The jurisdiction whose law changes, and the reason; neither where nothing points to one.

    Args:
        own: the jurisdiction of the source.
        home: the one place, if there is one, where the language is the language of law.
    """
    signs = (
        *_from_url(url, own),
        *_from_source(own),
        *_mentions(title, _NAMED_IN_TITLE),
        *_mentions(summary, _NAMED),
        *_from_language(home),
    )
    weights: defaultdict[str, float] = defaultdict(float)
    for sign in signs:
        weights[sign.place] += sign.weight
    if not weights:
        return None, None
    best = max(weights, key=weights.__getitem__)  # the first named, where two weigh the same
    return best, max((s for s in signs if s.place == best), key=lambda s: s.weight).why


def _from_source(own: str | None) -> Iterator[_Sign]:
    if own:
        yield _Sign(own, _OWN, f"the source is of {own}")


def _from_language(home: str | None) -> Iterator[_Sign]:
    if home:
        yield _Sign(home, _HOME, f"it is in the language of {home}")


def _from_url(url: str, own: str | None) -> Iterator[_Sign]:
    host = _host(url)
    labels = host.split(".")
    for length in range(len(labels)):
        if code := _LAW_SITES.get(".".join(labels[length:])):
            yield _Sign(code, _OFFICIAL, f"{host} publishes the law of {code}")
            return
    code = "USA" if labels[-1] in ("gov", "mil") else _of_domain(labels[-1])
    if code is None:
        return
    if not _OFFICIAL_LABELS.isdisjoint(labels):
        yield _Sign(code, _OFFICIAL, f"{host} is an official site of {code}")
    elif own is None:
        yield _Sign(code, _DOMAIN, f"{host} is a site of {code}")


def _of_domain(label: str) -> str | None:
    return alpha3(label) if len(label) == 2 and label not in _ANYONES else None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _mentions(hits: Iterable[Hit], weight: float) -> Iterator[_Sign]:
    hits = tuple(hits)
    elsewhere = {hit.end for hit in hits if hit.hint is Hint.ELSEWHERE}
    counted: Counter[str] = Counter()
    for hit in hits:
        named_as_origin = hit.start in elsewhere or hit.start - 1 in elsewhere
        if hit.hint is not Hint.PLACE or named_as_origin or counted[hit.of] == _MENTIONS:
            continue
        share = _EU_NAMED if hit.of == "EU" else 1.0
        # Each further mention of the same place says less than the one before.
        value = weight * share / 2 ** counted[hit.of]
        yield _Sign(hit.of, value, f"“{hit.words}” names {hit.of}")
        counted[hit.of] += 1
