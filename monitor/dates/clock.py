"""The hours and zones that dates bear, by name or by number (pure)."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

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


def instant(day: date, clock: re.Match[str], lang: str | None) -> datetime | None:
    """The instant that a time of day means on a day; None without a zone."""
    said = clock["zone"] or ""
    if re.match(r"-\d+:", said) and not clock["second"] and clock[0][0] != "t":
        return None  # 10:00-12:00 is an hour and its end
    at, where = _time(clock), zone(said, lang)
    if at is None or where is None:
        return None
    local = datetime.combine(day, at, where)
    try:
        # An hour that the zone's clocks skip or repeat has two offsets: it names no instant.
        once = local.utcoffset() == local.replace(fold=1).utcoffset()
        return local.astimezone(UTC) if once else None
    except OverflowError:
        return None


def _time(clock: re.Match[str]) -> time | None:
    hour, minute = int(clock["hour"] or clock["hh"]), int(clock["minute"] or clock["mm"] or 0)
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (clock["half"] == "p")
    second = int(clock["second"] or clock["ss"] or 0)
    micro = int((clock["fraction"] or "")[:6].ljust(6, "0"))
    try:
        return time(hour, minute, second, micro)
    except ValueError:
        return None


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
