"""The words that dates are written with, language by language (pure).

Names come from CLDR as babel ships it; the small tables here hold what CLDR lacks. They are
read from babel's files, not through `babel.dates`: babel 2.18 keeps the first language's answer
for inherited stand-alone names and gives it to every other language, so an answer depends on
who asked before, and asking would spoil it for whoever asks next.
"""

import pickle
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, timezone, tzinfo
from functools import cache
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel.localedata import resolve_locale_filename

#: Each language and the CLDR locales whose names it may use.
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    code: (code,)
    for code in (
        "ar bg ca cs da el en es et fi ga he hi hr hu id is it ja ko lb lt lv mk mt nl pl pt"
        " ro ru sk sl sq sv tr uk"
    ).split()
} | {
    "bs": ("bs", "bs_Cyrl"),
    "de": ("de", "de_AT"),
    "fr": ("fr", "fr_CA"),
    "no": ("no", "nn"),
    "sr": ("sr", "sr_Latn"),
    "zh": ("zh", "zh_Hant"),
}
ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cnr": "sr", "sh": "sr", "mo": "ro"}

_SOUTH_SLAVIC = (
    "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra"
    " јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра"
    " - - - - - juni juli avgust - - - - - - - - - јуни јули август - - - -"
)
#: Month names that CLDR lacks, January to December and over again; a dash skips one.
MORE_MONTHS: Mapping[str, str] = {
    "ar": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول"
    " تشرين_الثاني كانون_الأول",
    "bs": _SOUTH_SLAVIC,
    "de": "- - mrz - - - - - - - - -",
    "el": "- - μαρ - μαι ιον ιολ - - - - -",
    "es": "- - - - - - - - setiembre - - -",
    "ga": "- fheabhra mhárta aibreáin bhealtaine mheitheamh - - mheán_fómhair"
    " dheireadh_fómhair shamhain nollag - - - - - meithimh - - - - samhna -",
    "hi": "- - - - - - - - - अक्तूबर - -",
    "hr": "- - - - - - - - - - studenog -",
    "lv": "janvāra februāra marta aprīļa maija jūnija jūlija augusta septembra oktobra"
    " novembra decembra - - martā - maijā - - augustā - - - -",
    "mt": "- - - - - - - - - - - - - - - - - ġunju - - - - - -",
    "sl": "januarja februarja marca aprila maja junija julija avgusta septembra oktobra"
    " novembra decembra",
    "sr": _SOUTH_SLAVIC,
}
ROMAN = "i ii iii iv v vi vii viii ix x xi xii"
#: Weekday names that CLDR lacks, Monday to Sunday.
MORE_WEEKDAYS: Mapping[str, str] = {
    "he": "שני שלישי רביעי חמישי שישי שבת ראשון",
    "pt": "segunda terça quarta quinta sexta - -",
    "ru": "пнд втр срд чтв птн сбт вск",
}
#: The first and the last day of each Japanese era.
ERAS: Mapping[str, tuple[date, date]] = {
    "明治": (date(1868, 10, 23), date(1912, 7, 29)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
}

_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670\u0640\u093c"  # accents, points, nukta
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\u00ad]"  # marks that nobody sees
)
_SAME = str.maketrans(
    {c: " " for c in "'’‘ʼ׳`´"}
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
    text = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", text.casefold().replace("'", " "))
    return " ".join(text.split())


def _han_number(found: re.Match[str]) -> str:
    said = found[0]
    if tens := re.fullmatch(f"([{_HAN}]?)十([{_HAN}]?)", said):
        return str(_HAN.find(tens[1] or "一") * 10 + _HAN.find(tens[2] or "〇"))
    return said if "十" in said else "".join(str(_HAN.find(sign)) for sign in said)


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


def _ascii_digit(found: re.Match[str]) -> str:
    return str(unicodedata.decimal(found[0], found[0]))


#: Words that join the parts of a date and say nothing of it.
FILLERS = _folded(
    "a aasta al an at d da das de del den der di die du el en et g ga gada год года году год."
    " god godina godine het hinn il in kl klo klokken l la las le les li lu më m metų"
    " na ny o of om on par r rok roku saat t ta the to u um y à år às év þann в во г об о рік р"
    " року роки година στις στη την του της ה ב ל م في الساعة سنة عام de'n ore ob alle"
)
#: What may follow a day's number without a space.
ORDINALS = _folded(
    "st nd rd th er re e è ère ème a o os as η ης ος ου й го е ое ого te de an én i ji la ° º"
)


@dataclass(frozen=True, slots=True)
class Words:
    """One language's folded names: months 1–12, weekdays 0 (Monday) to 6."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]


@cache
def vocabulary() -> Mapping[str, Words]:
    """The words of every language."""
    months = {code: _month_names(code) for code in LANGUAGES}
    weekdays = {code: _weekday_names(code) for code in LANGUAGES}
    return {
        code: Words(
            _with_beginnings(months[code], _meanings(months.values())),
            _with_beginnings(weekdays[code], _meanings(weekdays.values())),
        )
        for code in LANGUAGES
    }


def readers(text: Iterable[str]) -> frozenset[str]:
    """The languages that know every word of a text, joining words aside; one if it has none."""
    known = [_speakers().get(word, frozenset()) for word in text if word not in FILLERS]
    return frozenset.intersection(*known) if known else frozenset({"en"})


@cache
def _speakers() -> Mapping[str, frozenset[str]]:
    known: dict[str, set[str]] = defaultdict(set)
    for code, words in vocabulary().items():
        for part in " ".join(chain(words.months, words.weekdays)).split():
            known[part].add(code)
    return {part: frozenset(codes) for part, codes in known.items()}


def language(tag: str | None) -> str | None:
    """The language that a tag such as `pt-BR` or `sr_Latn` means, if its words are known."""
    code = re.split("[-_]", tag or "", maxsplit=1)[0].casefold()
    code = ALIASES.get(code, code)
    return code if code in LANGUAGES else None


def _month_names(code: str) -> dict[str, int]:
    named = list(_cldr(code, "months"))
    more = MORE_MONTHS.get(code, "").split()
    named += [(n % 12 + 1, word.replace("_", " ")) for n, word in enumerate(more)]
    named += enumerate(ROMAN.split(), start=1)
    if code == "he":
        named += [(n, letter + word) for n, word in named for letter in "בל"]
    return _unambiguous((n, re.sub("^(?:de|d) ", "", _key(word))) for n, word in named)


def _weekday_names(code: str) -> dict[str, int]:
    more = enumerate(MORE_WEEKDAYS.get(code, "").split())
    names = _unambiguous((n, _key(word)) for n, word in chain(_cldr(code, "days"), more))
    return {name: n for name, n in names.items() if len(name) > 1 or name not in FILLERS}


def _cldr(code: str, what: str) -> Iterable[tuple[int, str]]:
    """What CLDR itself says for a language, in any context and width but a single letter."""
    for locale in LANGUAGES[code]:
        with open(resolve_locale_filename(locale), "rb") as stored:
            contexts: Mapping[str, Mapping[str, Any]] = pickle.load(stored).get(what, {})
        for widths in contexts.values():
            for width in widths.keys() & {"wide", "abbreviated", "short"}:
                yield from getattr(widths[width], "items", tuple)()


def _key(name: str) -> str:
    return " ".join(re.sub("[.-]", " ", fold(name)).split())


def _unambiguous(named: Iterable[tuple[int, str]]) -> dict[str, int]:
    meant: dict[str, set[int]] = defaultdict(set)
    for number, name in named:
        meant[name].add(number)
    return {name: min(of) for name, of in meant.items() if name and len(of) == 1}


def _meanings(tables: Iterable[Mapping[str, int]]) -> Mapping[str, set[int]]:
    meant: dict[str, set[int]] = defaultdict(set)
    for table in tables:
        for name, number in table.items():
            meant[name].add(number)
    return meant


def _with_beginnings(names: dict[str, int], meant: Mapping[str, set[int]]) -> dict[str, int]:
    """The names and whatever begins just one of them: `sept`, `тра`, `tues`.

    A beginning that is a name elsewhere keeps that meaning: Finnish `mar` is no November.
    """
    begun = _unambiguous(
        (number, name[:length])
        for name, number in names.items()
        for length in range(3, len(name))
    )
    safe = {word: n for word, n in begun.items() if meant.get(word, {n}) <= {n}}
    return {word.strip(): n for word, n in safe.items()} | names


_MINUTES = """
    hst -600 akst -540 akdt -480 pst -480 pdt -420 mst -420 mdt -360 cst -360 cdt -300 est -300
    edt -240 clt -240 clst -180 brt -180 art -180 adt -180 nst -210 ndt -150
    z 0 ut 0 utc 0 gmt 0 etc/utc 0 etc/gmt 0 wet 0 west 60 bst 60 cet 60 met 60 mez 60
    cest 120 mest 120 mesz 120 eet 120 sast 120 eest 180 idt 180 trt 180 wib 420 wita 480
    wit 540 hkt 480 awst 480 jst 540 kst 540 acst 570 acdt 630 aest 600 aedt 660
    nzst 720 nzdt 780
""".split()
#: Minutes east of UTC by zone name, where a name means one thing wherever MIPEX looks. RFC 822
#: fixes the American ones; IST, AST and the military letters mean several and are left out.
ZONES: Mapping[str, int] = dict(zip(_MINUTES[::2], map(int, _MINUTES[1::2]), strict=True))
#: Names whose distance from UTC depends on the day.
REGIONS: Mapping[str, str] = {
    "at": "America/Halifax",
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "msk": "Europe/Moscow",
}
#: Every name of a zone that is a word of its own.
ZONE_NAMES = ZONES.keys() | REGIONS.keys()
#: Zone names that do not mean in a language's own country what RFC 822 says.
ELSEWHERE = frozenset({("zh", "cst"), ("zh", "cdt")})
_OFFSET = re.compile(r"(?:utc|gmt|ut)?\s?([+-])(\d\d?):?(\d\d)?z?")
#: The widest offset that XML Schema knows.
_WIDEST = timedelta(hours=14)


def zone(said: str, lang: str | None) -> tzinfo | None:
    """The zone that a folded text means: `cet`, `gmt+2`, `-0500`, `europe/brussels`."""
    if offset := _OFFSET.fullmatch(said):
        sign, hours, minutes = offset[1], int(offset[2]), int(offset[3] or 0)
        east = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
        return timezone(east) if minutes < 60 and abs(east) <= _WIDEST else None
    if said in ZONES and (lang, said) not in ELSEWHERE:
        return timezone(timedelta(minutes=ZONES[said]))
    place = REGIONS.get(said) or _places().get(said)
    return ZoneInfo(place) if place else None


@cache
def _places() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name}
