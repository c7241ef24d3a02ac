"""The service put together: its secret, and what it says of files that are broken."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.bootstrap import bootstrap
from app.files import kept_secret, read_codebooks
from config.settings import Settings
from monitor.errors import BadCatalogue, BadFile, VocabularyError
from scoring import CodebookError


def test_a_secret_is_made_once_even_if_two_processes_start_at_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: kept_secret(tmp_path), range(32)))
    assert len(secrets) == 1
    assert len(secrets.pop()) > 40
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_an_empty_secret_is_refused_since_it_would_be_everybodys(tmp_path):
    (tmp_path / "secret").touch()
    with pytest.raises(BadFile, match="is empty"):
        kept_secret(tmp_path)


NO_ADDRESS = '[x]\nkind = "feed"\nname = "X"'
NO_KIND = '[x]\nkind = "fax"\nname = "X"\nurl = "https://x"'
NO_AREA = "[areas.housing]\nstrong = ['house']"


def test_two_codebooks_of_one_id_stop_the_start(tmp_path):
    text = (Settings().codebooks / "mipex-core.toml").read_text("utf-8")
    for name in ("old.toml", "new.toml"):
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BadFile, match=r"old\.toml: .* the id 'mipex-core' too"):
        read_codebooks(tmp_path)


@pytest.mark.parametrize(
    ("setting", "file", "text", "error", "said"),
    [
        ("sources", "sources.toml", NO_ADDRESS, BadCatalogue, "'url' is missing"),
        ("sources", "sources.toml", NO_KIND, BadCatalogue, "kind is one of"),
        ("sources", "sources.toml", "[x", BadFile, "sources.toml"),
        ("codebooks", "c/x.toml", 'id = "x"', CodebookError, "x"),
        ("keywords", "k/en.toml", NO_AREA, VocabularyError, "areas.housing"),
    ],
)
def test_a_broken_file_stops_the_start_and_is_told_what_to_mend(
    tmp_path, setting, file, text, error, said
):
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    chosen = path if setting == "sources" else path.parent
    with pytest.raises(error, match=said):
        bootstrap(Settings(var=tmp_path / "var", **{setting: chosen}))
