"""Which language a text is in (pure)."""

from functools import cache
from typing import Any

# The languages of the countries in the index; with all of the model's 130, short titles stray.
_SPOKEN = (
    "ar bg ca cs da de el en es et fi fr he hi hr hu id is it ja ko lt lv mk mt nl no pl pt ro "
    "ru sk sl sq sr sv tr uk zh"
).split()
_ENOUGH = 1000
_ONE_NORWEGIAN = {"no": "nb", "nn": "nb"}


def language(given: str | None, text: str) -> str | None:
    """The ISO 639 code of a text's language: the given one, else a guess.

    Norwegian is `nb` whichever way it is given. None where the text has no word to guess from.
    """
    if given:
        base = given.replace("_", "-").split("-")[0].strip().lower()
        return _ONE_NORWEGIAN.get(base, base)
    if not any(letter.isalpha() for letter in text):
        return None
    guess: str = _identifier().classify(text[:_ENOUGH])[0]
    return _ONE_NORWEGIAN.get(guess, guess)


@cache
def _identifier() -> Any:
    # Imported when a text without a language comes: the model brings all of numpy with it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_SPOKEN)
    return identifier
