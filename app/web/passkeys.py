"""A person's own ways in: her passkeys and her sessions; and what administrators demand."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app import login, passkeys, rules
from app.bootstrap import Service
from app.tables import WebSession
from app.web import choices
from app.web.deps import (
    AdministratorDep,
    FormDep,
    PageDep,
    PersonDep,
    ServiceDep,
    SessionDep,
    SignedInDep,
)
from app.web.entry import FIRST, TRIES, house, let_in, out, show
from app.web.headers import SCRIPTED
from app.web.pages import Page
from app.web.visitors import BROWSER, PasskeyFirst, cookie
from monitor.errors import NotAllowed, Refused
from monitor.people_tables import Person

router = APIRouter()


@router.get("/passkey")
def passkey_page(
    signed_in: SignedInDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """What a session by a mailed link alone may do: show a passkey, or add the first one."""
    person, held = signed_in
    if held.firm or not rules.asks_passkey(session, person):
        return RedirectResponse(FIRST[person.role], 303)
    if passkeys.of(session, person.id):
        return show("passkey.html", page, service)
    return adding("passkey.html", page, session, service, person, {})


@router.post("/passkey", dependencies=[Depends(TRIES)])
def show_passkey(
    page: PageDep, session: SessionDep, service: ServiceDep, form: FormDep
) -> Response:
    """Let in whoever's passkey was shown, in a session of its own."""
    now = service.clock()
    person_id = passkeys.shown(
        session,
        house(service),
        str(form.get("answer", "")),
        challenge=str(form.get("challenge", "")),
        browser=cookie(page.request, BROWSER),
        now=now,
    )
    person = session.get_one(Person, person_id)
    return let_in(
        login.begin(session, person, now, by=login.Way.PASSKEY), page, session, service
    )


@router.get("/account")
def account(
    person: PersonDep, page: PageDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Where a person is signed in, and her passkeys."""
    return adding("account.html", page, session, service, person, {})


def adding(
    template: str,
    page: Page,
    session: Session,
    service: Service,
    person: Person,
    faults: dict[str, str],
    name: str = "",
) -> Response:
    """A page with the form that adds a passkey."""
    now, token = service.clock(), cookie(page.request)
    challenge = passkeys.challenge(house(service), token, now)
    answer = page(
        template,
        422 if faults else 200,
        sessions=login.sessions(session, person.id, now),
        this=login.digest(token),
        passkeys=passkeys.of(session, person.id),
        challenge=challenge,
        options=passkeys.to_add(session, house(service), person, challenge),
        filled={"name": name},
        faults=faults,
    )
    answer.headers.update(SCRIPTED)
    return answer


@router.post("/account/passkeys", dependencies=[Depends(TRIES)])
def add_passkey(
    signed_in: SignedInDep,
    page: PageDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Add a passkey; the session goes on as one that a passkey began."""
    person, held = signed_in
    check_may_add(session, person, held)
    name, now, token = str(form.get("name", "")), service.clock(), cookie(page.request)
    try:
        passkeys.add(
            session,
            house(service),
            person,
            str(form.get("answer", "")),
            name=name,
            challenge=str(form.get("challenge", "")),
            browser=token,
            now=now,
        )
    except Refused as refused:
        session.rollback()
        faults = choices.translated(refused.faults, page.words)
        return adding("account.html", page, session, service, person, faults, name)
    answer = let_in(
        login.begin(session, person, now, by=login.Way.PASSKEY), page, session, service
    )
    answer.headers["location"] = "/account"
    return answer


def check_may_add(session: Session, person: Person, held: WebSession) -> None:
    """Where a passkey is demanded, a mailed link alone adds the first one and no other.

    Raises:
        PasskeyFirst: she has one to show.
    """
    if (
        not held.firm
        and rules.asks_passkey(session, person)
        and passkeys.of(session, person.id)
    ):
        raise PasskeyFirst


@router.post("/account/passkeys/{passkey_id}")
def remove_passkey(
    passkey_id: UUID, person: PersonDep, session: SessionDep, service: ServiceDep
) -> Response:
    """Remove a passkey of her own."""
    passkeys.remove(session, person, passkey_id, service.clock())
    return RedirectResponse("/account", 303)


@router.post("/account/sign-out")
def sign_out_everywhere(
    signed_in: SignedInDep, session: SessionDep, service: ServiceDep
) -> Response:
    """End all her sessions, here too, and every link that would let her in."""
    login.forget(session, signed_in[0].id)
    return out(service)


@router.get("/staff/rules")
def rules_page(
    person: AdministratorDep, signed_in: SignedInDep, page: PageDep, session: SessionDep
) -> Response:
    """What administrators demand of staff."""
    demanded = rules.holds(session, rules.PASSKEYS)
    return page("rules.html", demanded=demanded, has_shown=signed_in[1].firm, faults={})


@router.post("/staff/rules")
def set_rules(
    person: AdministratorDep,
    signed_in: SignedInDep,
    session: SessionDep,
    service: ServiceDep,
    form: FormDep,
) -> Response:
    """Demand a passkey of staff, or no longer; whoever demands it has shown her own.

    Raises:
        NotAllowed: she has not.
    """
    demanded = form.get("passkeys") == "yes"
    if demanded and not signed_in[1].firm:
        raise NotAllowed("whoever demands a passkey shows her own first")
    rules.put(session, rules.PASSKEYS, demanded, by=person, now=service.clock())
    return RedirectResponse("/staff/rules", 303)
