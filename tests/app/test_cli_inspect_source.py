"""`mipex inspect source`: what any kind of source reads of files."""

import json

import pytest

FOLDER = '<title>Acts</title><ul><li><a href="901.pdf">Act 901</a><i>20.11.2026</i></ul>'


def test_a_page_of_links_is_shown_as_it_is_read(run, tmp_path):
    (tmp_path / "a.html").write_text(FOLDER)
    how = ["--read", "select=li", "--read", "date=i", "--read", "title=a"]
    where = ["--address", "https://gazette.example/acts/", "--lang", "de"]
    code, out, _ = run("inspect", "source", "list", tmp_path / "a.html", *how, *where)
    assert code == 0
    assert json.loads(out) == {
        "file": str(tmp_path / "a.html"),
        "format": "list",
        "title": "Acts",
        "entries": [
            {
                "id": "https://gazette.example/acts/901.pdf",
                "link": "https://gazette.example/acts/901.pdf",
                "title": "Act 901",
                "summary": "",
                "published": "2026-11-20T00:00:00Z",
            }
        ],
        "problems": [],
    }


def test_what_changed_since_another_file_is_shown(run, tmp_path):
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    old.write_text("<title>Act</title><p>A fee of 100.")
    new.write_text("<title>Act</title><p>A fee of 200.")
    _, out, _ = run("inspect", "source", "page", new, old, "--before", old)
    changed, same = map(json.loads, out.splitlines())
    assert [entry["summary"] for entry in changed["entries"]] == [
        "− A fee of 100.\n+ A fee of 200."
    ]
    assert (same["entries"], same["problems"]) == ([], [])


def test_what_cannot_be_read_is_a_finding_and_no_failure(run, tmp_path):
    (tmp_path / "a.json").write_text('{"acts": []}')
    code, out, _ = run("inspect", "source", "json", tmp_path / "a.json", "--read", "items=laws")
    assert code == 0
    assert "leads nowhere" in json.loads(out)["problems"][0]


def test_a_file_that_is_not_there_is_named_and_the_rest_is_read(run, tmp_path):
    (tmp_path / "a.html").write_text("<p>Act")
    code, out, _ = run("inspect", "source", "page", tmp_path / "none", tmp_path / "a.html")
    none, there = map(json.loads, out.splitlines())
    assert code == 1
    assert "No such file" in none["problems"][0]
    assert there["format"] == "page"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lost", "a"], "there is no kind 'lost'"),
        (["list", "a"], "read lacks the line 'select'"),
        (["list", "a", "--read", "select"], "write it as select=main"),
        (["page", "a", "--read", "title=h1"], "read has the unknown line 'title'"),
        (["page", "a", "--before", "none"], "--before none"),
    ],
)
def test_a_mistaken_call_is_told_what_to_write(run, arguments, says):
    code, out, err = run("inspect", "source", *arguments)
    assert (code, out) == (2, "")
    assert says in " ".join(err.replace("│", " ").split())
