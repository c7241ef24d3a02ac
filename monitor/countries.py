"""Jurisdictions: ISO 3166-1 alpha-3 codes, and the European Union; named by CLDR (pure)."""

from functools import cache

import pycountry
from babel import Locale

EU = "EU"


@cache
def known() -> frozenset[str]:
    """Every code that a report, an answer or a subscription may bear."""
    return frozenset(country.alpha_3 for country in pycountry.countries) | {EU}


def name(code: str, language: str) -> str:
    """A jurisdiction as a language writes it; the bare code where nobody knows it."""
    return known_name(code, language) if code in known() else code


@cache
def known_name(code: str, language: str) -> str:
    """The name of a code that is known."""
    country = pycountry.countries.get(alpha_3=code)
    territory = country.alpha_2 if country else code
    named: str = Locale.parse(language).territories.get(territory, code)
    return named
