"""What each country is called in a language, by Unicode's locale data (pure)."""

from collections.abc import Iterator

import pycountry
from babel import Locale, UnknownLocaleError

_NOT_ISO = {"EU": "EU", "UK": "GBR"}
# Lands whose law of migration another state makes; some are everyday words (it: riunione).
_NOT_STATES = frozenset(
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX FK FO GF GG GI GL GP GS GU HM IM IO JE KY MF MP MQ "
    "MS NC NF NU PF PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT".split()
)


def territory_names(lang: str) -> Iterator[tuple[str, str]]:
    """Each country's name in the language, with its ISO 3166-1 alpha-3 code (or EU)."""
    try:
        territories = Locale.parse(lang).territories
    except (UnknownLocaleError, ValueError):
        return
    for territory, name in territories.items():
        if territory not in _NOT_STATES and (code := alpha3(territory)):
            yield name, code


def alpha3(territory: str) -> str | None:
    """The alpha-3 code of a territory that CLDR or the domain names know by two letters."""
    code = territory.upper()
    if code in _NOT_ISO:
        return _NOT_ISO[code]
    country = pycountry.countries.get(alpha_2=code)
    return country.alpha_3 if country else None
