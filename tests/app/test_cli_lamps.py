"""The lamps in the terminal."""

import csv
import json
from io import StringIO


def test_every_country_is_listed_with_its_lamps_and_what_to_do(mipex):
    answer = mipex("lamps")
    rows = list(csv.DictReader(StringIO(answer.stdout)))
    assert answer.returncode == 0
    assert len(rows) == 58
    jordan = next(row for row in rows if row["country"] == "JOR")
    assert (jordan["fetched"], jordan["looked"]) == ("off", "bad")
    assert "Nobody listens here." in jordan["what_to_do"]
    assert "57 countries are not heard" in answer.stderr


def test_a_country_lists_its_sources_as_one_value(mipex):
    assert json.loads(mipex("lamps", "--country", "JOR", "--json").stdout) == []
    (dead,) = [row for row in json.loads(mipex("lamps", "--json").stdout) if not row["country"]]
    assert dead["fetched"] == "partly"
    assert dead["silent_days"] is None


def test_a_country_outside_the_index_is_refused(mipex):
    answer = mipex("lamps", "--country", "VAT")
    assert answer.returncode == 1
    assert "VAT" in answer.stderr
