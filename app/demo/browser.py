"""A visitor's browser, as small as it gets: pages, their forms, cookies. For the demo alone.

It is no door of the service: it stands outside and speaks to it as any visitor does.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

#: Inputs that send nothing by themselves.
SILENT = {"submit", "button", "reset", "image", "file"}


@dataclass
class Form:
    """A form as a page shows it, with what is filled in already."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A page as it arrived."""

    address: str
    status: int
    html: str

    def form(self, action: str) -> Form:
        """The form that goes to an address."""
        reader = FormReader()
        reader.feed(self.html)
        for form in reader.forms:
            if action in urljoin(self.address, form.action):
                return form
        raise LookupError(f"{self.address} ({self.status}) has no form that goes to {action}")


class FormReader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.chosen_in: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a form, and what its fields hold."""
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        if not self.forms:
            return
        fields, name = self.forms[-1].fields, given.get("name", "")
        if tag == "select":
            self.chosen_in = name
        elif tag == "option" and self.chosen_in and "selected" in given:
            fields.append((self.chosen_in, given.get("value", "")))
        elif tag == "textarea" and name:
            fields.append((name, ""))
        elif tag == "input" and name and given.get("type") not in SILENT:
            is_choice = given.get("type") in ("checkbox", "radio")
            if not is_choice or "checked" in given:
                fields.append((name, given.get("value", "on" if is_choice else "")))


class Browser:
    """One visitor, with her cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def open(self, address: str, data: bytes | None = None) -> Page:
        """Go to an address."""
        request = Request(urljoin(self.base, address), data=data)
        try:
            with self.opener.open(request, timeout=20) as answer:
                return Page(answer.url, answer.status, answer.read().decode())
        except HTTPError as error:
            return Page(error.url or address, error.code, error.read().decode())

    def send(self, page: Page, action: str, **values: str | list[str]) -> Page:
        """Fill in a form and send it; what is not given stays as the page has it."""
        form = page.form(action)
        kept = [(name, value) for name, value in form.fields if name not in values]
        typed = [
            (name, one)
            for name, value in values.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        data = urlencode(kept + typed)
        address = urljoin(page.address, form.action)
        if form.method.lower() == "get":
            return self.open(f"{address}?{data}")
        return self.open(address, data.encode())
