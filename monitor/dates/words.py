"""The words that dates are written with, language by language (pure).

Names come from CLDR as babel ships it; the small tables here hold what CLDR lacks. They are
read from babel's files, not through `babel.dates`: babel 2.18 keeps the first language's answer
for inherited stand-alone names and gives it to every other language, so an answer depends on
who asked before, and asking would spoil it for whoever asks next.
"""

import pickle
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from babel.localedata import resolve_locale_filename

from monitor.dates.folding import fold

#: Each language and the CLDR locales whose names it may use: the official languages of the
#: countries of MIPEX, and of their regions where CLDR has enough of them.
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    code: (code,)
    for code in (
        "af ar as bg bn ca cs cy da el en es et eu fi fo fy ga gd gl gu he hi hr hu id is it ja"
        " kl kn ko lb lt lv mi mk ml mr mt nl nr nso oc or pa pl pt rm ro ru se sk sl sq ss st"
        " sv ta te tn tr ts uk ur ve xh zu"
    ).split()
} | {
    "bs": ("bs", "bs_Cyrl"),
    "de": ("de", "de_AT"),
    "fr": ("fr", "fr_CA"),
    "no": ("no", "nn"),
    "sr": ("sr", "sr_Latn"),
    "zh": ("zh", "zh_Hant"),
}
ALIASES = dict(
    pair.split(":") for pair in "cnr:sr gsw:de in:id iw:he mo:ro nb:no nn:no sh:sr".split()
)

_SOUTH_SLAVIC = (
    "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra"
    " јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра"
    " - - - - - juni juli avgust - - - - - - - - - јуни јули август - - - -"
)
#: Month names that CLDR lacks, January to December and over again; a dash skips one.
MORE_MONTHS: Mapping[str, str] = {
    "ar": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول"
    " تشرين_الثاني كانون_الأول"
    " كانون_ثاني - - - - - - - - تشرين_أول تشرين_ثاني كانون_أول",
    "bs": _SOUTH_SLAVIC,
    "cy": "- chwefror fawrth - fai fehefin orffennaf - fedi - dachwedd ragfyr",
    "de": "- - mrz - - - - - - - - -",
    "el": "- - μαρ - μαι ιον ιολ - - - - -",
    "es": "- - - - - - - - setiembre - - -",
    "et": "- - - - - - - - septembri oktoobri novembri detsembri",
    "ga": "- fheabhra mhárta aibreáin bhealtaine mheitheamh - - mheán_fómhair"
    " dheireadh_fómhair shamhain nollag - - - - - meithimh - - - - samhna -",
    "hi": "- - - - - - - - - अक्तूबर - -",
    "hr": "- - - - - - - - - - studenog -",
    "id": "- pebruari - - - - - - - - nopember -",
    "lb": "- - - - mai - - - - - - -",
    "lv": "janvāra februāra marta aprīļa maija jūnija jūlija augusta septembra oktobra"
    " novembra decembra - - martā - maijā - - augustā - - - -",
    "mi": "kohitātea huitanguru poutūterangi paengawhāwhā haratua pipiri hōngongoi"
    " hereturikōkā mahuru whiringa_ā_nuku whiringa_ā_rangi hakihea",
    "mt": "- - - - - - - - - - - - - - - - - ġunju - - - - - -",
    "se": "ođđajagemánu guovvamánu njukčamánu cuoŋománu miessemánu geassemánu suoidnemánu"
    " borgemánu čakčamánu golggotmánu skábmamánu juovlamánu",
    "sl": "januarja februarja marca aprila maja junija julija avgusta septembra oktobra"
    " novembra decembra",
    "sr": _SOUTH_SLAVIC,
}
#: How a language bends a month in a date, where CLDR has it only as it is called.
BENT: Mapping[str, tuple[str, ...]] = {
    "et": ("{}i", "{}il", "{}l"),
    "eu": ("{}k", "{}ren"),
    "he": ("ב{}", "ל{}"),
    "sq": ("{}it", "{}ut"),
}
#: Names in CLDR that nobody can tell from another month: Sesotho has June as *Jan*.
SLIPS = frozenset({("st", "jan")})
#: What stands before a month's name within some of CLDR's.
_ARTICLE = re.compile("^(?:dhen t|dhen|de|da|d) ")
ROMAN = "i ii iii iv v vi vii viii ix x xi xii"
#: Weekday names that CLDR lacks, Monday to Sunday.
MORE_WEEKDAYS: Mapping[str, str] = {
    "cy": "llun mawrth mercher iau gwener sadwrn sul",
    "fi": "- - - - - - sunnuntaina",
    "fo": "mánadagin týsdagin mikudagin hósdagin fríggjadagin leygardagin sunnudagin",
    "he": "שני שלישי רביעי חמישי שישי שבת ראשון",
    "id": "- - - - jum_at - ahad",
    "is": "mánudaginn þriðjudaginn miðvikudaginn fimmtudaginn föstudaginn laugardaginn"
    " sunnudaginn",
    "mi": "rāhina rātū rāapa rāpare rāmere rāhoroi rātapu",
    "mt": "tnejn tlieta erbgħa ħamis ġimgħa sibt ħadd",
    "pt": "segunda terça quarta quinta sexta - -",
    "ru": "пнд втр срд чтв птн сбт вск",
    "sq": "hënë martë mërkurë enjte premte shtunë diel",
    "sr": "ponedjeljak - srijeda - - - nedjelja понедјељак - сриједа - - - недјеља",
    "sv": "måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen",
}
#: The first and the last day of each era, Japan's and Taiwan's.
ERAS: Mapping[str, tuple[date, date]] = {
    "明治": (date(1868, 10, 23), date(1912, 7, 29)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
    "民國": (date(1912, 1, 1), date.max),
    "中華民國": (date(1912, 1, 1), date.max),
}


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


#: Words that join the parts of a date and say nothing of it.
FILLERS = _folded(
    "a aasta al alle am an at b beaivi d da das de del den der dhen di die din dn dne dnia"
    " dniu do dt du dňa date datë de'n eko el em en et g ga gada god godina godine het hinn il"
    " ils in kl klo klokken ko l la las le les li lu m metų më mėn mí na ny o ob of om on ore"
    " par r rok roku saat st t ta tanggal te tgl the to u um van vom w y z ze zo à år às év"
    " þann в во від г г. год года году година године об о от р рік року роки της την του στη"
    " στις ה ב ל في م عام سنة الساعة يوم יום 公元"
)
#: What may follow a day's number without a space.
ORDINALS = _folded(
    "st nd rd th er re e è ère ème a o os as η ης ος ου й го е ое ого te de an én i ji la ° º"
    " ste af ain ed eg fed il ydd mh at ви ми ри ти"
)


@dataclass(frozen=True, slots=True)
class Words:
    """One language's folded names: months 1–12, weekdays 0 (Monday) to 6."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]


@cache
def vocabulary() -> Mapping[str, Words]:
    """The words of every language."""
    names = {code: _cldr(code) for code in LANGUAGES}
    months = {code: _month_names(code, names[code]["months"]) for code in LANGUAGES}
    weekdays = {code: _weekday_names(code, names[code]["days"]) for code in LANGUAGES}
    meant, meant_days = _meanings(months.values()), _meanings(weekdays.values())
    return {
        code: Words(
            _with_beginnings(months[code], meant),
            _with_beginnings(weekdays[code], meant_days),
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


def _month_names(code: str, named: Iterable[tuple[int, str]]) -> dict[str, int]:
    more = enumerate(MORE_MONTHS.get(code, "").split())
    bare = [*named, *((n % 12 + 1, word.replace("_", " ")) for n, word in more)]
    bent = [(n, form.format(word)) for n, word in bare for form in BENT.get(code, ())]
    said = ((n, _ARTICLE.sub("", _key(word))) for n, word in bare + bent)
    every = chain(said, enumerate(ROMAN.split(), start=1))
    return _unambiguous((n, name) for n, name in every if (code, name) not in SLIPS)


def _weekday_names(code: str, named: Iterable[tuple[int, str]]) -> dict[str, int]:
    more = enumerate(MORE_WEEKDAYS.get(code, "").split())
    every = chain(named, ((n % 7, word.replace("_", " ")) for n, word in more))
    return _unambiguous((n, _key(word)) for n, word in every)


def _cldr(code: str) -> Mapping[str, Sequence[tuple[int, str]]]:
    """The months and days of a language as CLDR has them, but for single letters."""
    found: dict[str, list[tuple[int, str]]] = {"months": [], "days": []}
    for locale in LANGUAGES[code]:
        with open(resolve_locale_filename(locale), "rb") as stored:
            data: Mapping[str, Mapping[str, Mapping[str, Any]]] = pickle.load(stored)
        for what, named in found.items():
            for widths in data.get(what, {}).values():
                for width in widths.keys() & {"wide", "abbreviated", "short"}:
                    named += getattr(widths[width], "items", tuple)()
    return found


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
