"""Three feeds of a small world, served by a real web server. Examples: the texts are ours.

The law in them is real: Germany's act of 22 March 2024 that lets new citizens keep their
nationality, in force from 27 June 2024.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.sax.saxutils import escape

LAW = (
    "Gesetz zur Modernisierung des Staatsangehörigkeitsrechts verkündet: "
    "Mehrstaatigkeit wird zugelassen"
)
LAW_SUMMARY = (
    "Das Gesetz vom 22. März 2024 ändert das Staatsangehörigkeitsgesetz. Wer eingebürgert "
    "wird, darf die bisherige Staatsangehörigkeit behalten; die Einbürgerung ist nach fünf "
    "statt acht Jahren möglich. Es tritt am 27. Juni 2024 in Kraft."
)
#: Source → (title, summary, path of the item).
ITEMS = {
    "gazette": [
        (LAW, LAW_SUMMARY, "law/104"),
        ("Verordnung über die Höchstmenge von Blei in Ziegeln", "Sie gilt ab Juli.", "law/105"),
    ],
    "parliament": [
        (
            "Motion on the opening hours of the library",
            "The house debates the library's opening hours on Monday.",
            "motion/7",
        ),
        (
            "Report of the committee on fisheries",
            "The committee tables its yearly report on herring.",
            "report/3",
        ),
    ],
    "news": [
        (LAW, "Germany: the Bundestag's citizenship law is published.", "law/104?utm_source=x"),
        ("A football match ends in a draw", "Nobody scored.", "sport/1"),
    ],
}


def rss(base: str, now: datetime) -> bytes:
    """An RSS 2.0 feed: the gazette."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{path}</guid><title>{escape(title)}</title>"
        f"<link>{base}/{path}</link><description>{escape(summary)}</description>"
        f"<pubDate>{format_datetime(now)}</pubDate></item>"
        for title, summary, path in ITEMS["gazette"]
    )
    feed = f"<title>Gazette</title><link>{base}</link><description>Law</description>{items}"
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{feed}</channel></rss>".encode()


def atom(base: str, now: datetime) -> bytes:
    """An Atom feed: the parliament."""
    entries = "".join(
        f"<entry><id>{base}/{path}</id><title>{escape(title)}</title>"
        f"<link href='{base}/{path}'/><summary>{escape(summary)}</summary>"
        f"<updated>{now.isoformat()}</updated></entry>"
        for title, summary, path in ITEMS["parliament"]
    )
    head = f"<id>{base}/atom</id><title>Parliament</title><updated>{now.isoformat()}</updated>"
    namespace = "http://www.w3.org/2005/Atom"
    return f"<?xml version='1.0'?><feed xmlns='{namespace}'>{head}{entries}</feed>".encode()


def json_feed(base: str, now: datetime) -> bytes:
    """A JSON Feed: the news."""
    items = [
        {
            "id": f"{base}/{path}#news",
            "url": f"{base}/{path}",
            "title": title,
            "content_text": summary,
            "date_published": now.isoformat(),
        }
        for title, summary, path in ITEMS["news"]
    ]
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": "News", "items": items}).encode()


def law(base: str, now: datetime) -> bytes:
    """The page that two of the feeds point to."""
    text = f"<h1>{escape(LAW)}</h1><p>{escape(LAW_SUMMARY)}</p>"
    return f"<!doctype html><html lang='de'><title>{escape(LAW)}</title>{text}</html>".encode()


#: What is served: how it is made, and its type.
SERVED = {
    "/law/104": (law, "text/html; charset=utf-8"),
    "/gazette.rss": (rss, "application/rss+xml"),
    "/parliament.atom": (atom, "application/atom+xml"),
    "/news.json": (json_feed, "application/feed+json"),
}
#: As `config/sources.toml` would list them; `{base}` is where they are served.
SOURCES = """
[demo-gazette]
kind = "feed"
name = "A gazette (RSS 2.0)"
url = "{base}/gazette.rss"
jurisdiction = "DEU"
language = "de"

[demo-parliament]
kind = "feed"
name = "A parliament (Atom)"
url = "{base}/parliament.atom"
jurisdiction = "IRL"
language = "en"

[demo-news]
kind = "feed"
name = "A paper (JSON Feed)"
url = "{base}/news.json"
jurisdiction = "DEU"
trust = "media"
"""


@contextmanager
def published(now: datetime) -> Iterator[str]:
    """Serve the feeds on a free local port; give the address."""

    class Publisher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in SERVED:
                self.send_error(404)
                return
            make, kind = SERVED[self.path]
            body = make(base, now)
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            known = self.headers.get("If-None-Match") == tag
            self.send_response(304 if known else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", "0" if known else str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: the demo tells what happens."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    base = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
