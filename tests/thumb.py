"""A thumb on a phone without scripts: its taps on links, buttons and fields are counted."""

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Thumb:
    """What a page shows is all that it knows; the keyboard leads from field to field."""

    def __init__(self, visitor) -> None:
        self.visitor = visitor
        self.taps = 0
        self.at = ""
        self.page = LexborHTMLParser("")
        self.status = 0
        self.typed: dict[str, str] = {}

    def open(self, address: str) -> "Thumb":
        """Tap a link in a mail, or come back to an address."""
        return self.arrive(self.visitor.get(address))

    def follow(self, text: str) -> "Thumb":
        """Tap a link of the page."""
        return self.open(self.found("a", text).attributes["href"])

    def type(self, **fields: str) -> "Thumb":
        """Tap the first of these fields and write into all of them."""
        self.taps += 1
        self.typed |= {name.replace("__", "-"): value for name, value in fields.items()}
        for name in self.typed:
            assert self.page.css_first(f'[name="{name}"]'), f"no field {name} on {self.at}"
        return self

    def press(self, text: str) -> "Thumb":
        """Tap a button; the form around it goes off with what it holds."""
        button = self.found("button", text)
        form = button
        while form.tag != "form":
            form = form.parent
        sent = {
            one.attributes["name"]: one.attributes.get("value") or ""
            for one in form.css("input[name]")
            if one.attributes.get("type") not in ("radio", "checkbox")
            or "checked" in one.attributes
        }
        sent |= {one.attributes["name"]: one.text().strip() for one in form.css("textarea")}
        sent |= self.typed
        if name := button.attributes.get("name"):
            sent[name] = button.attributes.get("value") or ""
        return self.arrive(self.visitor.post(form.attributes["action"], data=sent))

    def found(self, tag: str, text: str) -> LexborNode:
        self.taps += tag == "button"
        for one in self.page.css(f"main {tag}"):
            if text in one.text():
                return one
        raise AssertionError(f"no {tag} says “{text}” on {self.at}: {self.text[:2000]}")

    def arrive(self, answer) -> "Thumb":
        self.taps += answer.request.method == "GET"
        while answer.status_code == 303:
            answer = self.visitor.get(answer.headers["location"])
        self.at, self.status, self.typed = str(answer.url), answer.status_code, {}
        self.page = LexborHTMLParser(answer.text)
        return self

    @property
    def text(self) -> str:
        """What the page says."""
        return " ".join(self.page.css_first("main").text(separator=" ").split())
