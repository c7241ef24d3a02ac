"""What every answer says to browsers and caches."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: What the few pages add whose script talks to a passkey.
SCRIPTED = {
    "Content-Security-Policy": f"{ALWAYS['Content-Security-Policy']}; script-src 'self'"
}
#: Pages behind a token or a session: nothing may keep or list them.
PRIVATE = (
    "/desk", "/staff", "/sign-", "/account", "/passkey", "/subscri", "/evidence",
    "/unsubscribe", "/outbox", "/report/", "/reported/", "/mends/",
)  # fmt: skip
ASIDE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
OPEN = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}


class SafeHeaders:
    """Adds the headers that an answer does not bring itself; a HEAD is read like its GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, with the headers put in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        wanted = ALWAYS | (ASIDE if scope["path"].startswith(PRIVATE) else OPEN)

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
                if "cookie" in state:  # a page that is read says so; see app.login.mark
                    headers.append("set-cookie", state["cookie"])
            await send(message)

        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send_with)
