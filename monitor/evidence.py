"""The door to the archive: documents as they were received, each under its SHA-256.

Publishers change and remove what they published; what is kept here shows what a report was
based on, to whoever asks years later.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

from monitor.entry import UNSEEN
from monitor.errors import BadArchive, Damaged, NotFound
from monitor.evidence_tables import Evidence
from monitor.request import Fetched
from monitor.zstd import zstd

#: Beyond this, zstd takes much longer and packs little better.
LEVEL = 3
#: Documents lie in as many folders as there are pairs of hexadecimal digits.
FOLDERS = tuple(f"{number:02x}" for number in range(256))
SHA256 = re.compile(r"[0-9a-f]{64}")
FILE = re.compile(r"[0-9a-f]{62}\.zst")

#: Name and password in a web address.
CREDENTIALS = re.compile(r"(?<=//)[^/?#@\s]*@")
BLANK = "***"


class Archive:
    """Documents in a folder, or in any store that fsspec reaches; compressed, written once.

    Nothing is opened before it is used.
    """

    def __init__(self, address: str, options: Mapping[str, str] | None = None) -> None:
        self.address = address
        self._options = dict(options or {})

    def put(self, body: bytes) -> str:
        """Keep a document, unless it is kept already; give its SHA-256."""
        digest = sha256(body).hexdigest()
        if not self.has(digest):
            self._write(self._path(digest), zstd.compress(body, LEVEL))
        return digest

    def get(self, digest: str) -> bytes:
        """A document by its SHA-256, and no other bytes than those received.

        Raises:
            NotFound: it is not here.
            Damaged: what lies here is something else by now.
        """
        try:
            body = zstd.decompress(self._files.cat_file(self._path(digest)))
        except FileNotFoundError:
            raise NotFound("document", digest) from None
        except zstd.ZstdError:
            raise Damaged(digest) from None
        if sha256(body).hexdigest() != digest:
            raise Damaged(digest)
        return body

    def has(self, digest: str) -> bool:
        """Whether a document is kept; its bytes are not looked at."""
        return bool(self._files.exists(self._path(digest)))

    def remove(self, digest: str) -> None:
        """Let a document go; one that is not here is gone already."""
        if self.has(digest):
            self._files.rm_file(self._path(digest))

    def listed(self, folder: str) -> Iterator[str]:
        """The SHA-256 of every document in one of `FOLDERS`."""
        try:
            names = self._files.ls(f"{self._root}/{folder}", detail=False)
        except FileNotFoundError:
            return
        for name in sorted(str(path).rpartition("/")[2] for path in names):
            if FILE.fullmatch(name):  # what is half written has a longer name
                yield folder + name.removesuffix(".zst")

    def _path(self, digest: str) -> str:
        if not SHA256.fullmatch(digest):
            raise NotFound("document", digest)
        return f"{self._root}/{digest[:2]}/{digest[2:]}.zst"

    def _write(self, path: str, data: bytes) -> None:
        """Write a file whole or not at all: stores do that by themselves, folders do not."""
        files = self._files
        if not self._is_folder:
            files.pipe_file(path, data)
            return
        files.makedirs(path.rpartition("/")[0], exist_ok=True)
        draft = f"{path}.{token_hex(8)}"
        try:
            files.pipe_file(draft, data)
            files.mv(draft, path)
        except BaseException:
            if files.exists(draft):
                files.rm_file(draft)
            raise

    @property
    def _files(self) -> Any:
        return self._opened[0]

    @property
    def _root(self) -> str:
        return self._opened[1]

    @property
    def _is_folder(self) -> bool:
        return self.address.partition("://")[0] in (self.address, "file")

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        try:
            # Listings would be remembered, and others write here too.
            files, root = url_to_fs(self.address, use_listings_cache=False, **self._options)
        except (ImportError, ValueError, TypeError) as error:
            raise BadArchive(self.address, str(error)) from error
        return files, root


def open_archive(address: str, var: Path, options: Mapping[str, SecretStr]) -> Archive:
    """The archive that the settings name; without an address, a folder in `var`."""
    told = {name: option.get_secret_value() for name, option in options.items()}
    return Archive(address or str((var / "evidence").absolute()), told)


def archived(
    archive: Archive, fetched: Fetched, at: datetime, secrets: Collection[str] = ()
) -> Evidence:
    """Keep what a source served, and make the receipt for it, in which no secret stands."""
    return Evidence(
        sha256=archive.put(fetched.body),
        address=address_of(fetched.final_url or fetched.url, secrets),
        received_at=at,
        status=fetched.status,
        content_type=shown(fetched.content_type, secrets),
        headers=[(name, shown(value, secrets)) for name, value in fetched.headers],
        size=len(fetched.body),
    )


def address_of(url: str, secrets: Collection[str]) -> str:
    """A web address without names, passwords and keys."""
    return CREDENTIALS.sub("", shown(url, secrets))


def shown(text: str, secrets: Collection[str]) -> str:
    """A text with every secret blanked, however it is written in addresses."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        for form in (secret, quote(secret, safe=""), quote_plus(secret)):
            text = text.replace(form, BLANK)
    return UNSEEN.sub("", text)
