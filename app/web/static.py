"""Stylesheet, icon and script, under addresses that change with what they hold."""

from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

FOLDER = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".js": "text/javascript; charset=utf-8",
}
FILES = {file.name: file.read_bytes() for file in FOLDER.iterdir() if file.suffix in TYPES}
FOREVER = "public, max-age=31536000, immutable"

router = APIRouter()


def digest(name: str) -> str:
    """What stands in a file's address, so that a new file has a new address."""
    return sha256(FILES[name]).hexdigest()[:12]


def address(name: str) -> str:
    """Where a file is found as long as it holds what it holds now."""
    return f"/static/{digest(name)}/{name}"


@router.get("/static/{held}/{name}")
def static_file(held: str, name: str) -> Response:
    """A file; kept for ever where it is the one that was asked for."""
    if name not in FILES:
        raise HTTPException(404)
    kept = FOREVER if held == digest(name) else "no-cache"
    return Response(
        FILES[name], media_type=TYPES[Path(name).suffix], headers={"Cache-Control": kept}
    )
