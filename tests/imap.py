"""A mail server of the tests: as much of IMAP4rev1 as reading takes, on a free port."""

import base64
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

COMMAND = re.compile(rb"(\S+) ((?:UID )?\S+) ?(.*)\r\n")

#: Says something else than a good server would; gets the tag of the command.
Lie = Callable[[socket.socket, bytes], None]


@dataclass
class MailServer:
    """One folder of one user, what is in it by UID, and what it was asked."""

    mails: dict[int, bytes] = field(default_factory=dict)
    folder: bytes = b"INBOX"
    password: str = 'pass "word" \\ ü'
    validity: int = 7
    offers: str = "AUTH=PLAIN"
    #: For the connection as a whole, or once STARTTLS is said.
    tls: ssl.SSLContext | None = None
    starttls: ssl.SSLContext | None = None
    #: By the command that is answered with a lie; "" is the greeting.
    lies: dict[str, Lie] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def talk(self, line: socket.socket) -> None:
        """Serve one connection until its other end has enough."""
        if self.tls:
            line = self.tls.wrap_socket(line, server_side=True)
        with line:
            self.say(line, b"", "", b"* OK ready")
            if self.converse(line) == "STARTTLS" and self.starttls:
                with self.starttls.wrap_socket(line, server_side=True) as behind:
                    self.converse(behind)

    def converse(self, line: socket.socket) -> str:
        """Answer commands until there are no more, or one is for TLS; gives the last."""
        file, name = line.makefile("rb"), ""
        while name != "STARTTLS" and (found := COMMAND.fullmatch(file.readline())):
            tag, name, rest = found[1], found[2].decode(), found[3]
            self.heard.append(name)
            if name == "AUTHENTICATE":
                line.sendall(b"+ \r\n")
                rest = base64.b64decode(file.readline())
            self.say(line, tag, name, *self.answer(name, rest, tag))
        file.close()
        return name

    def say(self, line: socket.socket, tag: bytes, verb: str, *said: bytes) -> None:
        if lie := self.lies.get(verb):
            lie(line, tag)
        else:
            line.sendall(b"".join(each + b"\r\n" for each in said))

    def answer(self, verb: str, rest: bytes, tag: bytes) -> list[bytes]:
        done = [tag + b" OK done"]
        match verb:
            case "CAPABILITY":
                also = " STARTTLS" if self.starttls else ""
                return [f"* CAPABILITY IMAP4rev1 {self.offers}{also}".encode(), *done]
            case "AUTHENTICATE" | "LOGIN":
                right = rest in (self.plain(), self.quoted())
                return done if right else [tag + b" NO who are you, " + rest]
            case "EXAMINE":
                return self.examine(rest, tag)
            case "UID SEARCH":
                found = " ".join(map(str, self.search(rest.decode())))
                return [f"* SEARCH {found}".encode(), *done]
            case "UID FETCH":
                return [*self.fetch(rest.decode()), *done]
        return done

    def plain(self) -> bytes:
        return f"\0desk@example.org\0{self.password}".encode()

    def quoted(self) -> bytes:
        said = self.password.replace("\\", "\\\\").replace('"', '\\"')
        return f'"desk@example.org" "{said}"'.encode()

    def examine(self, folder: bytes, tag: bytes) -> list[bytes]:
        if folder != b'"' + self.folder + b'"':
            return [tag + b" NO no such folder"]
        said = f"* OK [UIDVALIDITY {self.validity}] of these".encode()
        return [f"* {len(self.mails)} EXISTS".encode(), said, tag + b" OK [READ-ONLY]"]

    def search(self, criterion: str) -> list[int]:
        if criterion == "ALL":
            return sorted(self.mails)
        (first,) = re.fullmatch(r"UID (\d+):\*", criterion).groups()
        newest = max(self.mails, default=0)  # which `*` is, on whichever side of the first
        return [uid for uid in sorted(self.mails) if min(int(first), newest) <= uid]

    def fetch(self, wanted: str) -> list[bytes]:
        uid, most = map(
            int, re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", wanted).groups()
        )
        if uid not in self.mails:
            return []
        mail = self.mails[uid][:most]
        return [f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(mail)}}}\r\n".encode() + mail + b")"]


@contextmanager
def serving(server: MailServer) -> Iterator[int]:
    """Serve mails while the block runs; gives the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=accept, args=(server, listening))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def accept(server: MailServer, listening: socket.socket) -> None:
    with suppress(OSError):
        while True:
            line = listening.accept()[0]
            line.settimeout(1.0)  # for a client that neither listens nor hangs up
            with line, suppress(OSError, ValueError):
                server.talk(line)
