"""A request on its way: where redirects have led it, and what it tells there (pure)."""

from dataclasses import dataclass

from yarl import URL

from monitor.fetching.headers import sendable
from monitor.guard import Refused, Unusable, check_host, check_port
from monitor.request import Policy, Request

PERMANENT = frozenset({301, 308})


@dataclass(slots=True)
class Errand:
    """A request under way, and how far redirects have led it."""

    request: Request
    at: str
    #: Who is asked there, once the guard has let the address pass.
    host: str = ""
    port: int = 0
    hops: int = 0
    #: Whether every redirect so far was meant for good.
    permanent: bool = True
    #: Whose robots.txt this asks for; empty: it is a source's own.
    rules_of: str = ""

    @property
    def site(self) -> tuple[str, int]:
        """The server that is asked, as opposed to others of its host."""
        return self.host, self.port

    @property
    def moved_to(self) -> str:
        """Where permanent redirects, and no others, have led it; empty: nowhere."""
        return self.at if self.hops and self.permanent else ""

    @property
    def is_at_home(self) -> bool:
        """Whether it is where its request was meant to go, so that secrets may be told."""
        if not self.hops:
            return True
        first, at = URL(self.request.url), URL(self.at)
        secured = (first.scheme, first.port, at.scheme, at.port) == ("http", 80, "https", 443)
        return first.raw_host == at.raw_host and (secured or first.origin() == at.origin())

    def headers(self) -> dict[str, str]:
        """What is told of what is known already; and at home, what the request brings along.

        Raises:
            Unusable: one of those cannot be sent.
        """
        asked = self.request
        known = {"If-None-Match": asked.etag, "If-Modified-Since": asked.last_modified}
        told = {name: value for name, value in known.items() if sendable(value)}
        if not self.is_at_home:
            return told
        if any(sendable(value) != value for _, value in asked.headers):
            raise Unusable(
                f"a header for {self.host} cannot be sent; check its key in the settings"
            )
        return told | dict(asked.headers)

    def check(self, policy: Policy) -> URL:
        """Give the address that it goes to, once it has passed the guard.

        Raises:
            Refused: it is no web address, or a forbidden one.
        """
        try:
            url = URL(self.at)
        except ValueError:
            raise Refused(
                "this is not a web address; check the address of this source"
            ) from None
        if url.scheme not in ("http", "https") or not url.raw_host or url.port is None:
            raise Refused(
                "only http:// and https:// addresses are read; check the address of this source"
            )
        check_host(url.raw_host, url.port, policy.allow_hosts)
        check_port(url.raw_host, url.port, policy.allow_hosts)
        self.host, self.port = url.raw_host.rstrip("."), url.port
        return url

    def follow(self, location: str, status: int, most: int) -> None:
        """Go where a redirect leads.

        Raises:
            Unusable: that is nowhere, or it was redirected too often.
        """
        if self.hops == most:
            raise Unusable(f"{self.host} redirects in a circle or too often; check the address")
        try:
            self.at = str(URL(self.at).join(URL(location)))
        except ValueError:
            raise Unusable(
                f"{self.host} redirects to what is not a web address; tell its publisher"
            ) from None
        self.hops += 1
        self.permanent = self.permanent and status in PERMANENT
