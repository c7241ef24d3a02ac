"""A local SMTP server that keeps what it receives as .eml files, for trying things out."""

import socket
from email.message import Message as Mail
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class Keeping(Message):
    """Writes each mail down, whole or not at all, numbered in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def handle_message(self, message: Mail) -> None:
        """Keep a mail."""
        number = sum(1 for _ in self.folder.glob("*.eml")) + 1
        draft = self.folder / f"{number:04}.part"
        draft.write_bytes(message.as_bytes())
        draft.rename(draft.with_suffix(".eml"))


def open_postbox(folder: Path) -> Any:
    """Start a server on a free local port; its controller knows the port, and stops it."""
    controller = Controller(Keeping(folder), hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
