"""`mipex sources`: what is watched, as the terminal lists, checks, finds and writes it."""

import json
import tomllib
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import typer

from app.cli import running, sources, sources_add
from monitor.source import parse_sources
from monitor.sources import KINDS

PAGE = b"""<html lang="de"><link rel="alternate" type="application/rss+xml" href="/neues.xml">
<p>Willkommen im Amt."""
ITEMS = "".join(
    f"<item><title>Verordnung {n}</title><link>https://amt.example/{n}</link>"
    f"<pubDate>0{n} Nov 2026 10:00:00 GMT</pubDate></item>"
    for n in range(1, 8)
)
FEED = f'<rss version="2.0"><channel><title>Das Amt</title>{ITEMS}</channel></rss>'.encode()
SERVED = {"/": PAGE, "/neues.xml": FEED, "/bare": b"<html><p>Nothing here."}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        body = SERVED.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *said):
        pass


@pytest.fixture
def site():
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "sources.toml"


def add(mipex, *arguments, **settings):
    return mipex("sources", "add", *arguments, MIPEX_FETCH_PAUSE="0", **settings)


def test_nobody_is_watched_where_the_file_is_none(mipex):
    done = mipex("sources", "list", "--json", MIPEX_SOURCES="/dev/null")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_who_starts_the_service_is_told_how_many_it_will_ask(service):
    assert running.watched(service).startswith("2 sources are watched")
    nobody = replace(service, sources={})
    assert running.watched(nobody).startswith("No source is watched")


def test_a_feed_is_found_shown_and_written_below_what_stands_there(mipex, site, file):
    before = "# Ours, with a head.\r\n\r\n" + file.read_text() + "# and a tail, unended"
    file.write_bytes(before.encode())
    done = add(mipex, site, "--country", "AUT", "--yes")
    assert done.returncode == 0
    assert done.stderr.count("Verordnung") == 5
    assert done.stderr.count("2026-11-0") == 5
    assert file.read_bytes().startswith(before.encode())
    written = parse_sources(tomllib.loads(file.read_text()), KINDS)
    (new,) = [source for id, source in written.items() if id != "dead"]
    assert (new.id, new.name, new.url) == ("aut-das-amt", "Das Amt", f"{site}/neues.xml")
    assert (new.jurisdiction, new.language, new.rhythm) == ("AUT", "de", "daily")
    assert tomllib.loads(done.stdout).keys() == {"aut-das-amt"}


def test_an_address_is_taken_once(mipex, site):
    assert add(mipex, f"{site}/neues.xml", "--yes").returncode == 0
    for again in (f"{site}/neues.xml/", site):
        done = add(mipex, again, "--yes")
        assert done.returncode == 1
        assert "already" in done.stderr


def test_nothing_is_written_before_somebody_says_yes(mipex, site, file):
    before = file.read_bytes()
    done = add(mipex, f"{site}/neues.xml", given="n\n")
    assert done.returncode == 1
    assert "[int-das-amt]" in done.stdout
    assert file.read_bytes() == before


def test_a_page_without_a_feed_says_what_was_tried_and_what_to_write(mipex, site, file):
    before = file.read_bytes()
    done = add(mipex, f"{site}/bare", "--country", "AUT", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert all(f"{site}{path}: " in done.stderr for path in ("/bare", "/feed", "/atom.xml"))
    assert 'kind = "list"' in done.stderr
    assert 'kind = "page"' in done.stderr
    assert file.read_bytes() == before


def test_what_is_no_address_of_the_web_is_a_wrong_call(mipex):
    for wrong in ("ftp://x.example", "https://", "http://["):
        assert add(mipex, wrong).returncode == 2


class ReadOnly(type(Path())):
    """A file that nobody may write, as root may any other."""

    def open(self, mode="r", *arguments, **more):
        if mode != "rb":
            raise PermissionError(13, "Permission denied", str(self))
        return super().open(mode, *arguments, **more)


def test_a_file_that_cannot_be_written_is_named_with_what_to_do(tmp_path, capsys):
    file = ReadOnly(tmp_path / "sources.toml")
    Path(file).write_text("")
    stanza = '[x]\nkind = "feed"\nname = "X"\nurl = "https://x.example/"\n'
    with pytest.raises(typer.Exit) as ended:
        sources_add.write(file, stanza, "x")
    assert ended.value.exit_code == 1
    assert "Permission denied" in capsys.readouterr().err


def test_each_source_is_visited_and_nothing_is_stored(mipex, site, file):
    file.write_text(
        file.read_text()
        + f'[amt]\nkind = "feed"\nname = "Amt"\nurl = "{site}/neues.xml"\n'
        + 'jurisdiction = "AUT"\n'
        + f'[page]\nkind = "feed"\nname = "Page"\nurl = "{site}/bare"\n'
        + 'on = false\nnote = "no"\n'
        + '[keyed]\nkind = "feed"\nname = "K"\nurl = "https://x.example/{key}"\nkey = "api"\n'
    )
    done = mipex("sources", "check", "--json", "--all", MIPEX_FETCH_PAUSE="0")
    found = {line["source"]: line for line in json.loads(done.stdout)}
    assert done.returncode == 1
    assert {id: line["state"] for id, line in found.items()} == {
        "dead": "fails", "amt": "reads well", "page": "fails", "keyed": "waits for its key",
    }  # fmt: skip
    assert found["amt"]["entries"] == 7
    assert found["amt"]["newest"] == "2026-11-07"
    assert "HTML" in found["page"]["advice"]
    assert "MIPEX_SOURCE_KEYS" in found["keyed"]["advice"]
    assert "dead,fails" in mipex("sources", "check").stdout
    only = mipex("sources", "check", "--country", "AUT", MIPEX_FETCH_PAUSE="0")
    assert only.returncode == 0
    assert only.stdout.count("\n") == 2
    assert mipex("sources", "check", "amt").returncode == 0
    assert mipex("sources", "check", "nobody").returncode == 2


def test_the_list_says_what_is_not_asked(mipex, file):
    file.write_text(file.read_text() + 'on = false\nnote = "no"\n')
    (line,) = json.loads(mipex("sources", "list", "--json").stdout)
    assert (line["source"], line["state"]) == ("dead", "off")
    assert mipex("sources", "list", "--country", "DEU").stdout.count("\n") == 1


def test_an_export_keeps_the_head_and_reads_as_the_same_sources(mipex, file, tmp_path):
    file.write_text("# What is watched.\n#\n# key   what it is\n\n" + file.read_text())
    printed = mipex("sources", "export").stdout
    assert printed == file.read_text()
    assert mipex("sources", "export", tmp_path / "new.toml").returncode == 0
    assert (tmp_path / "new.toml").read_text() == printed


def test_an_export_into_a_folder_is_a_wrong_call_and_leaves_nothing(mipex, tmp_path):
    (tmp_path / "folder").mkdir()
    done = mipex("sources", "export", tmp_path / "folder")
    assert done.returncode == 2
    assert "folder" in done.stderr
    assert not (tmp_path / "folder.new").exists()


def test_a_table_for_people_holds_every_cell(capsys):
    sources.give_table([("deu-[x]", "reads well", 3, "2026-11-02", None, "")])
    said = capsys.readouterr().out
    assert "deu-[x]" in said
    assert "None" not in said
