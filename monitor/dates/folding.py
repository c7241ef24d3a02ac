"""Texts without case, accents or typographic choice, so that names can be found (pure)."""

import re
import unicodedata

_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670\u0640\u093c"  # accents, points, nukta
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\u00ad]"  # marks that nobody sees
)
_SAME = str.maketrans(
    {c: " " for c in "'’‘ʼ׳`´«»„“”"}
    | {c: "-" for c in "−–—‐‑‒"}
    | {"ı": "i", "॰": ".", "،": ",", "○": "〇", "零": "〇", "號": "号"}
)
_HAN = "〇一二三四五六七八九"


def fold(text: str) -> str:
    """A text without case, accents or typographic choice; numbers in 0–9, words apart."""
    if not text.isascii():
        plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
        text = unicodedata.normalize("NFC", _MARKS.sub("", plain)).translate(_SAME)
        text = re.sub(r"[^\x00-\x7f]", _ascii_digit, text).replace("म्ब", "ंब")
        text = re.sub(f"[{_HAN}十]+(?=[年月日号])", _han_number, text.replace("元年", "1年"))
        text = re.sub(r"(?<=\d)\s?([年月日号년월일])", r" \1 ", text)
    text = text.casefold().replace("'", " ").replace("`", " ")
    text = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", text)
    return " ".join(re.sub(r"(?<=\d)\(([ae])\)", r"\1", text).split())


def _han_number(found: re.Match[str]) -> str:
    said = found[0]
    if tens := re.fullmatch(f"([{_HAN}]?)十([{_HAN}]?)", said):
        return str(_HAN.find(tens[1] or "一") * 10 + _HAN.find(tens[2] or "〇"))
    return said if "十" in said else "".join(str(_HAN.find(sign)) for sign in said)


def _ascii_digit(found: re.Match[str]) -> str:
    return str(unicodedata.decimal(found[0], found[0]))
