"""Dates are read strictly: the right day or instant, or None."""

import ast
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from babel.dates import format_date
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.dates import (
    Dated,
    Precision,
    clock,
    folding,
    is_plausible,
    read_date,
    reader,
    shapes,
    tokens,
    words,
)

LOCALES = [locale for locales in words.LANGUAGES.values() for locale in locales]
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda n: timezone(timedelta(minutes=n)))
INSTANTS = st.datetimes(timezones=OFFSETS).filter(lambda instant: 1 < instant.year < 9999)
LAW_DAYS = st.dates(date(1583, 1, 1), date(2199, 12, 31))


def said(text: str, lang: str | None = None) -> str | None:
    """What `mipex inspect date` would print, a day without its midnight."""
    dated = read_date(text, lang)
    if dated is None:
        return None
    if dated.precision is Precision.DAY:
        assert dated.utc == datetime.combine(dated.utc.date(), datetime.min.time(), UTC)
        return str(dated.utc.date())
    assert dated.utc.tzinfo is UTC
    return dated.utc.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, 20 Nov 2026 10:00:00 GMT", "2026-11-20T10:00:00Z"),
        ("Fri,  6 Nov 2026 10:00 +0100", "2026-11-06T09:00:00Z"),
        ("20 Nov 04 10:00:00 UT", "2004-11-20T10:00:00Z"),
        ("Fri, 20th Nov 2026 1:05 PM EST", "2026-11-20T18:05:00Z"),
        ("Nov. 20, 2026, 12:30 a.m. Z", "2026-11-20T00:30:00Z"),
        ("Fri Nov 20 10:00:00 +0200 2026", "2026-11-20T08:00:00Z"),
        ("Fri Nov 20 10:00:00 GMT 2026", "2026-11-20T10:00:00Z"),
        ("Fri Nov 20 2026 10:00:00 GMT+0200 (Eastern Time)", "2026-11-20T08:00:00Z"),
        ("20 Nov 2026 | 4:32 pm UTC+2", "2026-11-20T14:32:00Z"),
        ("Thursday, June 23, 2022 at 01:11 PM ET", "2022-06-23T17:11:00Z"),
        ("Fri, 2026/11/20 10:00:00 EDT", "2026-11-20T14:00:00Z"),
        ("11/20/2026 4:20 pm PST", "2026-11-21T00:20:00Z"),
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"),
        ("2026-11-20t10:00:00.25−05:00", "2026-11-20T15:00:00.250000Z"),
        ("2026-11-20T10:00:00,123456789+0530", "2026-11-20T04:30:00.123456Z"),
        ("2026-11-20 10:00:00-07", "2026-11-20T17:00:00Z"),
        ("2026-11-20T10:00:00-05:00Z", "2026-11-20T15:00:00Z"),
        ("2026-11-20T10:00Z", "2026-11-20T10:00:00Z"),
        ("20261120T100000Z", "2026-11-20T10:00:00Z"),
        ("20261120T10Z", "2026-11-20T10:00:00Z"),
        ("2026-W47-5T10:00Z", "2026-11-20T10:00:00Z"),
        ("2026W475", "2026-11-20"),
        ("2026-324", "2026-11-20"),
        ("2026324", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("991120", "1999-11-20"),
        ("99324", "1999-11-20"),
        ("99-11-20", "1999-11-20"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20Z", "2026-11-20"),
        ("2026-11-20+02:00", "2026-11-20"),
        ("20 Nov 2026 GMT", "2026-11-20"),
        ("2026-11", "2026-11-01"),
        ("-26-11", "2026-11-01"),
        ("-2611", "2026-11-01"),
        ("1795168800", None),
        ("1520932969", "2018-03-13T09:22:49Z"),
        ("Thu, 01 Jan 0100 00:00:01 +0100", "0099-12-31T23:00:01Z"),
    ],
)
def test_feeds_write_dates_in_many_ways(text, expected):
    assert said(text) == (expected or "2026-11-20T10:00:00Z")


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("CET", 11),
        ("MEZ", 11),
        ("CEST", 10),
        ("EET", 10),
        ("EEST", 9),
        ("WEST", 11),
        ("WET", 12),
        ("BST", 11),
        ("MSK", 9),
        ("TRT", 9),
        ("EST", 17),
        ("EDT", 16),
        ("CT", 18),
        ("Europe/Brussels", 11),
        ("America/Sao_Paulo", 15),
        ("Etc/GMT", 12),
        ("GMT-01:01", 13),
    ],
)
def test_a_zone_is_read_as_what_it_is(zone, hour):
    dated = read_date(f"Fri, 20 Nov 2026 12:00:00 {zone}")
    assert dated is not None
    assert dated.utc.hour == hour


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("2026. 11. 20.", "hu", "2026-11-20"),
        ("2026. november 20-án, péntek", "hu", "2026-11-20"),
        ("2004-július-13T9:15-05:00", None, "2004-07-13T14:15:00Z"),
        ("2026年11月20日(金)", "ja", "2026-11-20"),
        ("２０２６年 １１月 ２０日", "ja", "2026-11-20"),
        ("令和8年11月20日", "ja", "2026-11-20"),
        ("令和元年5月1日", None, "2019-05-01"),
        ("昭和64年1月7日", "ja", "1989-01-07"),
        ("平成31年5月1日", "ja", None),
        ("周五 2026年11月20日", "zh", "2026-11-20"),
        ("二〇二六年十一月二十日", "zh", "2026-11-20"),
        ("二〇二六年十十月一日", "zh", None),
        ("2026년 11월 20일 금요일", "ko", "2026-11-20"),
        ("٢٠ نوفمبر ٢٠٢٦", "ar", "2026-11-20"),
        ("الجمعة، 20 تشرين الثاني/نوفمبر 2026 م", "ar", "2026-11-20"),
        ("20 تشرين الثاني/أكتوبر 2026", "ar", None),
        ("२० नवम्बर २०२६", "hi", "2026-11-20"),
        ("יום שישי ה-20 בנובמבר 2026", "he", "2026-11-20"),
        ("1er janvier 2026", "fr", "2026-01-01"),
        ("le vendredi 20 novembre 2026", "fr", "2026-11-20"),
        ("1º de enero del 2026", "es", "2026-01-01"),
        ("1° marzo 2010", "it", "2010-03-01"),
        ("Venerdi Novembre 20, 2026", "it", "2026-11-20"),
        ("20 d’octubre de 2026", "ca", "2026-10-20"),
        ("20. Jänner 2026", "de", "2026-01-20"),
        ("Fr., 20. Nov. 2026 um 10:00 Uhr MEZ", "de", "2026-11-20T09:00:00Z"),
        ("Do, 29 Mär 2018 00:00:00 +0200", None, "2018-03-28T22:00:00Z"),
        ("fredag d. 20. november 2026", "da", "2026-11-20"),
        ("la kesä 6, 2026", "fi", "2026-06-06"),
        ("3 Mar 2026 10:00 GMT", "fi", "2026-03-03T10:00:00Z"),
        ("2026. gada 20. novembrī", "lv", "2026-11-20"),
        ("2026 m. lapkričio 20 d.", "lt", "2026-11-20"),
        ("20. novembra 2026", "sl", "2026-11-20"),
        ("20 ноември 2026 г.", "bg", "2026-11-20"),
        ("Пнд, 20 нояб. 2026г.", "ru", "2026-11-20"),
        ("20 ΝΟΕΜΒΡΙΟΥ 2026", "el", "2026-11-20"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", None, "2004-07-11T17:00:00Z"),
        ("20-Kasım-2026", "tr", "2026-11-20"),
        ("20 Meán Fómhair 2026", "ga", "2026-09-20"),
        ("20 ta’ Novembru 2026", "mt", "2026-11-20"),
        ("20 XI 2026 r.", "pl", "2026-11-20"),
        ("20 нов 2026 петак", "sr-Cyrl", "2026-11-20"),
        ("20. mai 2026", "nb_NO", "2026-05-20"),
        ("20 mai 2026", "xx", "2026-05-20"),
    ],
)
def test_people_write_dates_in_their_own_words(text, lang, expected):
    assert said(text, lang) == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("2016/6/29", None, "2016-06-29"),
        ("2026/3/4", "en", "2026-03-04"),
        ("03/04/2026", None, None),
        ("03/04/2026", "en-US", None),
        ("03/04/2026", "ja", None),
        ("03/04/2026", "fr", "2026-04-03"),
        ("03.04.2026", None, "2026-04-03"),
        ("03.04.2026", "en", None),
        ("04/04/2026", "en", "2026-04-04"),
        ("03/30/2026", "en", "2026-03-30"),
        ("03/30/2026", "fr", "2026-03-30"),
        ("Fri, 03/04/2026", None, "2026-04-03"),
        ("Sat, 11 04 2020 08:51:49 +0100", None, "2020-04-11T07:51:49Z"),
        ("Tue, 03/04/2026", None, None),
        ("18.10.14", "de", "2014-10-18"),
        ("30.10.23", None, "2023-10-30"),
        ("15. 1. 22.", None, None),
        ("10-09-03", None, None),
        ("5.12.68", "de", None),
        ("10.01.31", "de", None),
        ("10/01/31", None, None),
        ("Sun, 10/01/31", "en", None),
        ("5/5/26", "en", "2026-05-05"),
        ("03-12-31", None, "2003-12-31"),
        ("031231", None, "2003-12-31"),
        ("26-11-20", "de", None),
        ("20-11-2026", "nl", "2026-11-20"),
        ("201126", None, None),
        ("29 listopada 2026", None, None),
        ("29 listopada 2026", "pl", "2026-11-29"),
        ("29 listopada 2026", "hr", "2026-10-29"),
    ],
)
def test_a_date_with_two_readings_is_read_only_where_something_chooses(text, lang, expected):
    assert said(text, lang) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2026-11-20T10:00:00",
        "20 Nov 2026 10:00",
        "20.11.2026 10.00",
        "2016年9月14日晚8:00",
        "2026",
        "Nov. 2026",
        "11/2026",
        "013",
        "45250",
        "2026-02-29",
        "2026-13-01",
        "31. Juni 2026",
        "2026-366",
        "2026-W54-1",
        "2026-11-20-01",
        "2026-xx-20",
        "2026-11-20T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-11-20T10:61:00Z",
        "20 Nov 2026 1:2:3:4 GMT",
        "20 Nov 2026 13:00 PM GMT",
        "9999-12-31T23:59:59-99:99",
        "9999-12-31T23:59:59-10:00",
        "2026-11-20T10:00:00+15:00",
        "Fri, 20 Nov 2026 10:00:00 IST",
        "Fri, 20 Nov 2026 10:00:00 XYZ",
        "Fri, 20 Nov 2026 10:00:00 Nowhere/Land",
        "20 Nov 2026 10:00 Etc/GMT+5",
        "Sun, 29 Mar 2026 02:30:00 Europe/Brussels",
        "Sun, 25 Oct 2026 02:30:00 Europe/Brussels",
        "20 Nov 2026 10:00-12:00",
        "1448/06/01",
        "3200-01-30",
        "0001-01-01T00:00:00Z",
        "Thu, 20 Nov 40 10:00:00 GMT",
        "Published: 20 Nov 2026",
        "20 Nov 2026 and more",
        "20 zzz 2026",
        "20 November 2026" + " " * 200,
    ],
)
def test_what_is_no_date_or_not_sure_is_none(text):
    assert read_date(text) is None


def test_cst_is_american_unless_the_text_is_chinese():
    text = "Fri, 20 Nov 2026 10:00:00 CST"
    assert said(text, "es") == "2026-11-20T16:00:00Z"
    assert said(text, "zh-CN") is None


@pytest.mark.parametrize("style", ["full", "long", "medium", "short"])
@pytest.mark.parametrize("locale", LOCALES)
@settings(max_examples=20, deadline=None)  # the first example reads all words
@given(day=st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_a_date_in_any_language_reads_back_to_itself(locale, style, day):
    assume((locale, style, day.month) != ("st", "medium", 6))  # CLDR's Sesotho June is "Jan"
    text = format_date(day, style, locale)
    read = said(text, locale)
    if style == "short":  # some have two-digit years, and English two orders
        assert read in {str(day), None}
    else:
        assert read == str(day)
        assert said(text) in {str(day), None}


@given(INSTANTS)
def test_rfc_2822_reads_back_to_the_second(instant):
    expected = instant.replace(microsecond=0).astimezone(UTC)
    assert read_date(format_datetime(instant)) == Dated(expected, Precision.INSTANT)


@given(INSTANTS, st.sampled_from(" T"))
def test_iso_reads_back(instant, separator):
    text = instant.replace(second=instant.second or 1).isoformat(separator)
    assert read_date(text) == Dated(
        datetime.fromisoformat(text).astimezone(UTC), Precision.INSTANT
    )


@given(LAW_DAYS, st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%G-W%V-%u", "%Y-%j"]))
def test_iso_days_read_back(day, form):
    assert said(day.strftime(form)) == str(day)


LANGS = st.none() | st.sampled_from(LOCALES)
WRITTEN_BY_MACHINES = st.from_regex(reader._RFC_822, fullmatch=True) | st.from_regex(
    reader._ISO_8601, fullmatch=True
)
#: One character of a text becomes another, or none.
SLIP_OF_THE_PEN = st.tuples(
    st.integers(0, 32), st.sampled_from(["", " ", "0", "9", ":", "-", "+", "Z", "n", "٣", "é"])
)


@given(INSTANTS.filter(lambda instant: 1000 <= instant.year < 3000))
def test_what_nearly_all_feeds_write_is_read_at_once(instant):
    assume(abs(instant.utcoffset()) < timedelta(hours=14))
    for text in (format_datetime(instant), instant.isoformat()):
        assert reader._read_at_once(text) == reader._read_slowly(text, None) is not None


@pytest.mark.parametrize("lang", [None, *words.LANGUAGES])
def test_no_language_has_another_day_by_the_words_that_feeds_use(lang):
    for day in (date(2026, month, 10 + month) for month in range(1, 13)):
        text = day.strftime("%a, %d %b %Y 10:00:00 +0000")
        assert reader._read_at_once(text) == reader._read_slowly(text, lang) is not None


@given(WRITTEN_BY_MACHINES, LANGS)
def test_what_is_read_at_once_is_read_no_differently(text, lang):
    assert read_date(text, lang) == reader._read_slowly(text, lang)


@given(WRITTEN_BY_MACHINES, st.lists(SLIP_OF_THE_PEN, min_size=1, max_size=3), LANGS)
def test_what_is_nearly_written_so_is_read_no_differently(text, slips, lang):
    for at, instead in slips:
        text = text[:at] + instead + text[at + 1 :]
    assert read_date(text, lang) == reader._read_slowly(text, lang)


@pytest.mark.parametrize(
    ("text", "plausible"),
    [
        ("2026-11-20T10:00:00Z", True),
        ("2026-11-22", True),
        ("2026-11-22T10:00:00Z", True),
        ("2026-11-22T10:00:01Z", False),
        ("2027-01-01", False),
        ("Thu, 30 Jan 3200 10:00:00 GMT", False),
        ("1990-01-01", True),
        ("1989-12-31", False),
        ("Thu, 01 Jan 1970 00:00:00 GMT", False),
        ("Thu, 01 Jan 0100 00:00:01 +0100", False),
    ],
)
def test_a_date_far_ahead_or_before_all_sources_is_not_plausible(text, plausible):
    dated = read_date(text)
    assert dated is not None
    assert is_plausible(dated.utc, datetime(2026, 11, 20, 10, tzinfo=UTC)) is plausible


@given(
    st.datetimes(timezones=st.just(UTC)),
    INSTANTS.filter(lambda seen: 1990 <= seen.year < 2200),
    st.timedeltas(timedelta(), timedelta(days=99999)),
)
def test_what_is_plausible_stays_so(dated, seen, later):
    assert is_plausible(dated, seen) <= is_plausible(dated, seen + later)


PIECES = st.sampled_from(
    "20 11 2026 26 nov mar listopada Fri , . - / : ( ) T Z + GMT 10:00 am 年 月 日 令和 W47 de"
    " 1 0001 十 º".split()
)


@given(
    st.text() | st.lists(PIECES, max_size=9).map(" ".join) | st.lists(PIECES).map("".join),
    st.none() | st.sampled_from(LOCALES) | st.text(max_size=5),
)
def test_no_text_makes_it_raise(text, lang):
    dated = read_date(text, lang)
    assert dated is None or dated.utc.tzinfo is UTC


def test_no_clock_is_read():
    for module in (clock, folding, reader, shapes, tokens, words):
        tree = ast.parse(Path(module.__file__).read_text())
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not names & {"now", "today", "utcnow", "monotonic"}


def right(row: dict[str, str]) -> bool:
    """Whether a row is read as it should be; an hour without a zone must stay unread."""
    dated, expected = read_date(row["input"], row["lang"]), row["expected"]
    if dated is None:
        return row["kind"] in {"naive", "reject"}
    if row["kind"] == "parses":
        return True
    return expected is not None and dated.utc.replace(microsecond=0) == datetime.fromisoformat(
        expected
    ).replace(tzinfo=UTC)


@pytest.mark.shared
def test_real_dates_are_read_as_expected(shared):
    lines = (shared / "dates" / "dates.jsonl").read_text().splitlines()
    rows = [row for row in map(json.loads, lines) if row["target_lang"] is not False]
    rights = Counter(row["kind"] for row in rows if right(row))
    wrong = [
        row["id"] for row in rows if not right(row) and read_date(row["input"], row["lang"])
    ]
    assert not wrong
    assert rights >= Counter(date=126, naive=85, reject=8, utc=56, parses=1)
