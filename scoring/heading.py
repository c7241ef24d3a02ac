"""What a codebook file says of the index as a whole, apart from its nodes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from math import inf
from re import fullmatch
from types import MappingProxyType

from scoring.codebook import Band, Codebook, CutOff, Group, Node, Regions, Revision
from scoring.piece import Piece, did_you_mean
from scoring.rules import Scale

#: The keys that a file has besides a list of tables for each of its levels.
KEYS = {
    *("id", "edition", "title", "citation", "source", "published", "levels", "scale"),
    *("headline", "cut_off", "recorded", "availability", "version", "changelog", "band"),
    *("group", "jurisdictions"),
}
STATUS = {"published": False, "assumed": True}


def read_id(file: Piece) -> str:
    """The id, which also names the files of the index."""
    found = file.text("id")
    if found and not fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", found):
        remedy = "write letters, digits, -, _ and . alone, a letter or digit first"
        file.at("id").fault(f"has the id {found!r}, which is no plain name", remedy)
    return found


def read_source(file: Piece) -> str:
    """The address at which the index is published."""
    found = file.text("source")
    if found and not fullmatch(r"https?://[^\s/]\S*", found):
        file.at("source").fault(
            f"has the source {found!r}, which is no address", "begin it with https://"
        )
    return found


def read_levels(file: Piece) -> tuple[str, ...]:
    """The levels, top down; none where they cannot be told."""
    names = file.distinct("levels")
    if names and len(names) < 2:
        file.at("levels").fault("has one level alone", "name two or more, top down")
    for name in names:
        if name.value in KEYS:
            name.fault(f"has a level {name.value!r}, a key of the head", "call it otherwise")
    return tuple(n.value for n in names) if names and file.at("levels").sound else ()


def read_scale(file: Piece) -> Scale:
    """The lowest and highest score; without end where they cannot be told."""
    items = file.items("scale")
    ends = [item.called("scale").number() for item in items]
    if not items:
        return -inf, inf
    found = file.at("scale").called("scale")
    if found.sound and not (len(ends) == 2 and ends[0] < ends[1]):
        found.fault(f"cannot be {found.brief}", "write it as [lowest, highest]")
    return (ends[0], ends[1]) if found.sound else (-inf, inf)


def read_availability(file: Piece, levels: tuple[str, ...]) -> dict[str, Fraction]:
    """The least share of its parts that a mean of each level needs."""
    needs = dict.fromkeys(levels, Fraction(0))
    found = file.take("availability", dict) if "availability" in file.value else None
    if found and levels:
        found = found.called("availability")
        found.only(levels)
        needs |= {level: _share(found.at(level)) for level in levels if level in found.value}
    return needs


def _share(piece: Piece) -> Fraction:
    share = Fraction(str(piece.number()))
    if piece.sound and not 0 <= share <= 1:
        piece.fault(f"{piece.brief} is no share", "write a number from 0 to 1")
    return share


def read_cut_off(file: Piece) -> CutOff:
    """The day that decides which law a year is scored by."""
    found = file.take("cut_off", dict)
    if not found:
        return CutOff("", 12, 31)
    found = found.called("cut_off")
    found.only({"rule", "day"})
    rule, day = found.text("rule"), found.text("day")
    if rule and rule != "in force":
        found.at("rule").fault(f"has no rule {rule!r}", "use 'in force'")
    try:
        # A common year, since the day must exist in every year.
        in_2001 = date.fromisoformat(f"2001-{day}")
    except ValueError:
        if day:
            found.at("day").fault(f"{day!r} is not a day of every year", "try '12-31'")
        return CutOff(rule, 12, 31)
    return CutOff(rule, in_2001.month, in_2001.day)


def read_recorded(file: Piece) -> Mapping[int, datetime]:
    """When the answers of a year became known, where not with the edition."""
    found = file.take("recorded", dict) if "recorded" in file.value else None
    known = {}
    for year in found.value if found else ():
        if found and fullmatch(r"[0-9]{4}", year):
            known[int(year)] = found.called("recorded").instant(year)
        elif found:
            found.called("recorded").at(year).fault(f"{year!r} is no year", "use four digits")
    return MappingProxyType(known)


def read_changelog(file: Piece) -> tuple[str, tuple[Revision, ...]]:
    """The version of the file, and what each version changed, the newest first."""
    version = file.text("version") if "version" in file.value else ""
    entries = file.tables("changelog") if "changelog" in file.value else []
    log = tuple(_revision(entry.called("changelog")) for entry in entries)
    for entry, above, below in zip(entries[1:], log, log[1:], strict=False):
        if entry.sound and below.date > above.date:
            entry.at("date").fault(
                f"changelog is out of order at {below.date}", "put the newest first"
            )
    if log and entries[0].sound and log[0].version != version:
        what = f"is of version {version!r}, which the changelog does not have first"
        (file.at("version") if version else entries[0]).fault(what, "say what it changed")
    return version, log


def _revision(entry: Piece) -> Revision:
    entry.only({"version", "date", "what"})
    return Revision(entry.text("version"), entry.day("date"), entry.text("what"))


def read_bands(file: Piece, scale: Scale) -> tuple[Band, ...]:
    """The bands, from the bottom of the scale up."""
    tables = file.tables("band") if "band" in file.value else []
    found = [(_band(table, scale), table) for table in tables]
    sound = sorted(
        ((band, table) for band, table in found if table.sound), key=lambda pair: pair[0].start
    )
    for (below, _), (band, table) in pairwise(sound):
        if band.start < below.end:
            table.called(band.title).at("from").fault(
                f"starts below the end of {below.title!r}", "let bands meet, not overlap"
            )
    return tuple(band for band, _ in sound)


def _band(table: Piece, scale: Scale) -> Band:
    title = table.text("title")
    table = table.called(title or "a band")
    table.only({"title", "from", "until", "status"})
    ends = []
    for name in ("from", "until"):
        if name in table.value:
            ends.append(table.at(name).score(scale))
        else:
            table.fault(f"has no {name}", "give it a number of the scale")
    _check_range(table.at("until") if len(ends) == 2 else table, ends)
    low, high = (*ends, 0.0, 0.0)[:2]
    return Band(title, low, high, _assumed(table))


def read_groups(file: Piece, scale: Scale) -> tuple[Group, ...]:
    """The groups of jurisdictions by their approach."""
    tables = file.tables("group") if "group" in file.value else []
    return tuple(_group(table, scale) for table in tables)


def _group(table: Piece, scale: Scale) -> Group:
    title = table.text("title")
    table = table.called(title or "a group")
    table.only({"title", "status", "where"})
    where = table.take("where", dict) if "where" in table.value else None
    ranges = [_range(where.at(code), code, scale) for code in where.value] if where else []
    return Group(title, tuple(ranges), _assumed(table))


def _range(piece: Piece, code: str, scale: Scale) -> tuple[str, float, float]:
    if not (isinstance(piece.value, list) and len(piece.value) == 2):
        piece.fault(f"has {piece.brief} for {code}", "write it as [lowest, highest]")
        return code, 0.0, 0.0
    ends = [piece.at(0).score(scale), piece.at(1).score(scale)]
    _check_range(piece, ends)
    return code, ends[0], ends[1]


def _check_range(piece: Piece, ends: list[float]) -> None:
    if piece.sound and not ends[0] < ends[1]:
        piece.fault(f"runs from {ends[0]:g} to {ends[1]:g}", "let it end above its start")


def _assumed(table: Piece) -> bool:
    status = table.text("status")
    if status and status not in STATUS:
        table.at("status").fault(f"has the status {status!r}", "say 'published' or 'assumed'")
    return STATUS.get(status, True)


def read_jurisdictions(
    file: Piece, letters: Mapping[str, str] | None
) -> tuple[tuple[str, ...], Regions | None]:
    """The countries that an index is about, or the regions of one; neither where all are."""
    found = file.take("jurisdictions", dict) if "jurisdictions" in file.value else None
    if not found:
        return (), None
    found = found.called("jurisdictions")
    if "countries" not in found.value:
        return (), _regions(found, letters)
    found.only({"countries"})
    countries = found.distinct("countries")
    for country in countries:
        _check_country(country, letters)
    return tuple(country.value for country in countries), None


def _regions(found: Piece, letters: Mapping[str, str] | None) -> Regions:
    found.only({"within", "regions"})
    within = found.text("within")
    if within:
        _check_country(found.at("within"), letters)
    regions = found.take("regions", dict)
    names = {code: regions.text(code) for code in regions.value} if regions else {}
    begin = (letters or {}).get(within, "")
    for code in names:
        piece = found.at("regions", code)
        if not fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code):
            piece.fault(f"{code!r} is no code of a place", "write an ISO 3166-2 code: ES-CT")
        elif not code.startswith(begin):
            piece.fault(f"{code!r} is no region of {within}", f"let it begin with {begin}-")
    return Regions(within, MappingProxyType(names))


def _check_country(piece: Piece, letters: Mapping[str, str] | None) -> None:
    code = piece.value
    if not fullmatch("[A-Z]{3}", code) or (letters is not None and code not in letters):
        piece.fault(f"{code!r} is no code of a place", "write an ISO 3166-1 code such as ESP")


def check_codes(file: Piece, codebook: Codebook, nodes: Sequence[Node]) -> None:
    """Note the codes of the head that are no code of a node, or of none that it could be."""
    top = codebook.levels[0]
    tops = {node.code for node in nodes if node.level == top}
    for place, code in enumerate(codebook.headline):
        if code not in tops and file.at("headline").sound:
            remedy = did_you_mean(code, tops) or "name another"
            file.at("headline", place).fault(f"has no {top} {code!r} for a headline", remedy)
    codes = {node.code for node in nodes}
    for table in file.tables("group") if codebook.groups and file.at("group").sound else []:
        if "where" in table.value:
            table.at("where").called(table.text("title")).only(codes)
