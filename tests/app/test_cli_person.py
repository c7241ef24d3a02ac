"""Commands about personal data and the record."""

import json
import sqlite3


def add(mipex, address="ada@desk.example", role="correspondent", *more):
    given = ("--name", "Ada", "--role", role, "--country", "DEU", *more)
    return mipex("people", "add", address, *given)


def test_a_person_is_exported_and_erased_after_a_question(mipex):
    assert add(mipex).returncode == 0
    told = json.loads(mipex("person", "export", "Ada@desk.example").stdout)
    assert (told["person"]["name"], told["rows"]["responsibility"][0]["country"]) == (
        "Ada",
        "DEU",
    )

    listed = mipex("audit-log", "list", "--ref", told["person"]["id"], "--json").stdout
    assert json.loads(listed)[-1]["deed"] == "person.exported"

    refused = mipex("person", "erase", "ada@desk.example", given="n\n")
    assert refused.returncode == 1
    assert f"kept under {told['person']['id']}" in refused.stderr
    done = mipex("person", "erase", "ada@desk.example", "--yes")
    assert (done.returncode, done.stdout) == (0, "")
    after = mipex("person", "export", "ada@desk.example")
    assert json.loads(after.stdout)["person"] is None
    assert "nothing is held" in after.stderr


def test_the_record_is_listed_and_verified_and_whoever_touched_it_is_told_on(mipex, tmp_path):
    add(mipex)
    first = add(mipex, "bob@desk.example", "staff", "--organisation", "MPG")
    assert "the first of staff is an administrator" in first.stderr
    entries = json.loads(mipex("audit-log", "list", "--kind", "person", "--json").stdout)
    assert [entry["deed"] for entry in entries] == ["person.let_in"] * 2
    assert mipex("audit-log", "list", "--ref", entries[0]["ref"]).stdout.count("let_in") == 1

    intact = mipex("audit-log", "verify")
    assert (intact.returncode, intact.stdout.splitlines()[-1]) == (0, "2 entries, chain intact")
    head = intact.stdout.splitlines()[0].removeprefix("head ")
    add(mipex, "eve@desk.example")
    assert mipex("audit-log", "verify", "--head", head).returncode == 0
    elsewhere = mipex("audit-log", "verify", "--head", "f" * 64)
    assert elsewhere.returncode == 1
    assert "written anew" in elsewhere.stdout.splitlines()[-1]
    cut_short = mipex("audit-log", "verify", "--head", head[:20])
    assert (cut_short.returncode, cut_short.stdout) == (2, "")

    with sqlite3.connect(tmp_path / "mipex.db") as database:
        database.execute("DROP TRIGGER audit_entry_UPDATE")
        database.execute("UPDATE audit_entry SET deed = 'person.erased' WHERE number = 2")
    database.close()
    broken = mipex("audit-log", "verify")
    assert broken.returncode == 1
    assert broken.stdout.splitlines()[-1] == "entry 2 is not what was recorded"
