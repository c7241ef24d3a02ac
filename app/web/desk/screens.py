"""The screens of a word: each asks one thing, keeps it, and leads on to the next."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from app.web import word
from app.web.deps import FormDep
from app.web.desk import path, question
from app.web.desk.answering import Answering, AnsweringDep, said_of
from app.web.desk.rows import rows
from app.web.word import Asked
from monitor.errors import NotFound
from newsletters.translate import marked as _

router = APIRouter(prefix="/desk/reports/{report_id}")

#: Says that what staff said is right.
SAME = "same"
NOTHING_PICKED = _("Choose a question whose answer is now another one, or say that none is.")
NO_ANSWER = _("Choose one of the answers listed.")


@router.post("/word")
def choose(given: AnsweringDep, form: FormDep) -> Response:
    """One of three: it changed, it did not, or she needs more. Nothing is sent yet."""
    said = str(form.get("word", ""))
    if said == SAME and given.checked is not None:
        given = given.filled_with(word.filled_with(said_of(given.checked)) | {"note": ""})
    elif said in (word.CONFIRM, word.REJECT, word.MORE):
        given = given.filled_with({**given.filled, "word": said})
    else:
        return question.show(given, {"word": given.page.words.gettext(word.UNDECIDED)})
    given.keep()
    return given.onward()


@router.post("/again")
def again(given: AnsweringDep) -> Response:
    """Begin to change a word that was sent; it counts until another is."""
    if given.mine is not None and given.begun is None:
        given = given.filled_with(word.filled_with(said_of(given.mine)))
        given.keep()
    return given.onward()


@router.get("/answers/{code}")
def answer(given: AnsweringDep, code: str) -> Response:
    """The answers to one question of the index, in plain words."""
    return show(given, path.ANSWERS + code, {})


@router.post("/answers/{code}")
def answered(given: AnsweringDep, code: str, form: FormDep) -> Response:
    """The answer that the law makes true; or it stays as it is, and is picked no more."""
    field = word.ANSWER + code
    if field not in form:
        return show(given, path.ANSWERS + code, {field: given.page.words.gettext(NO_ANSWER)})
    if not form[field]:
        given = given.filled_with(path.unpicked(given.filled, code))
        given.keep()
        return given.onward()
    return kept(given, path.ANSWERS + code, {field: str(form[field])})


@router.get("/{screen}")
def screen(given: AnsweringDep, screen: str) -> Response:
    """One screen of the way, filled with what is kept."""
    return show(given, screen, {})


@router.post("/{screen}")
def sent(given: AnsweringDep, screen: str, form: FormDep) -> Response:
    """What was typed on a screen is kept, and leads on; a fault is said and loses nothing."""
    if screen != path.QUESTIONS:
        return kept(given, screen, dict(form))
    if "none" in form:
        return kept(given, screen, {path.PICKED: []})
    code = str(form.get(path.PICKED, ""))
    if code not in questions(given):
        return show(given, screen, {path.PICKED: given.page.words.gettext(NOTHING_PICKED)})
    kept(given, screen, {path.PICKED: path.with_picked(given.filled, code)})
    return RedirectResponse(given.address(path.ANSWERS + code), 303)


def questions(given: Answering) -> dict[str, Asked]:
    """The questions of the index by their codes, in the order in which they are shown."""
    return {one.node.code: one for area in given.areas for one in area.questions}


def kept(given: Answering, screen: str, typed: Mapping[str, Any]) -> Response:
    """Keep what a screen was sent with, and lead on if it has no fault."""
    if screen not in path.screens(given.filled)[:-1]:
        return show(given, screen, {})
    given = given.filled_with(path.taken(given.filled, screen, typed))
    given.keep()
    asked = path.fields(screen)
    wrong = given.reading().faults
    faults = {field: why for field, why in wrong.items() if path.faulty(field, asked)}
    return show(given, screen, faults) if faults else given.onward()


def show(given: Answering, screen: str, faults: Mapping[str, str]) -> Response:
    """One screen; whoever has not come to it is led to where she was.

    Raises:
        NotFound: there is no such screen.
    """
    one = questions(given).get(screen.removeprefix(path.ANSWERS))
    if one is None and screen not in path.FIELDS:
        raise NotFound("screen", screen)
    if "word" not in given.filled:
        return RedirectResponse(given.address(), 303)
    way = path.screens(given.filled)
    if screen not in way or (screen == path.CHECK and not faults and not is_whole(given)):
        return given.onward()
    return given.page(
        f"word-{'answer' if one else screen}.html",
        422 if faults else 200,
        report=given.report,
        filled=given.filled,
        faults=faults,
        asked=given.areas,
        one=one,
        rows=rows(given.filled, given.areas, given.page.words),
        sent=path.sendable(given.filled),
        back=given.address(path.before(given.filled, screen)),
        whole=given.address(path.CHECK) if screen != way[-1] and is_whole(given) else "",
        place=way.index(screen) + 1,
        of=len(way),
        base=given.here,
        query=given.query,
        action=given.address(screen),
    )


def is_whole(given: Answering) -> bool:
    """Whether nothing is missing but the sending."""
    return path.undone(given.filled, given.reading().faults) == path.CHECK
