"""Jurisdictions: ISO 3166-1 alpha-3 codes, and the European Union, named by CLDR (pure).

Regions have ISO 3166-2 codes, and the names that their own country gives them.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import pycountry
from babel import Locale

EU = "EU"


@cache
def letters() -> Mapping[str, str]:
    """ISO 3166-1: alpha-3 → alpha-2."""
    return MappingProxyType({c.alpha_3: c.alpha_2 for c in pycountry.countries})


@cache
def known() -> frozenset[str]:
    """Every code that a report, an answer or a subscription may bear."""
    return frozenset(letters()) | {EU}


def name(code: str, language: str) -> str:
    """A jurisdiction as a language writes it; the bare code where nobody knows it."""
    return known_name(code, language) if code in known() else region_name(code) or code


def region_name(code: str) -> str | None:
    """The name of a region by its ISO 3166-2 code; None where nobody knows it."""
    # Asked only of what looks like one: the list is long, and read from a file.
    region = pycountry.subdivisions.get(code=code) if "-" in code else None  # type: ignore[no-untyped-call]
    return region.name if region else None


@cache
def known_name(code: str, language: str) -> str:
    """The name of a code that is known."""
    country = pycountry.countries.get(alpha_3=code)
    territory = country.alpha_2 if country else code
    named: str = Locale.parse(language).territories.get(territory, code)
    return named
