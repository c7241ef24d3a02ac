"""The web faces: pages for readers, correspondents and staff."""

from collections.abc import Callable

from fastapi import Depends, FastAPI

from app.bootstrap import Service
from app.web import (
    desk,
    entry,
    evidence,
    health,
    mends,
    outbox,
    passkeys,
    problems,
    public,
    releases,
    replies,
    reporting,
    scenarios,
    search,
    sources,
    staff,
    static,
    subscriptions,
    text_desk,
    texts,
    watch,
)
from app.web.headers import SafeHeaders
from app.web.pages import Pages
from app.web.panel import Panels
from app.web.trials import Trials
from app.web.visitors import refuse_foreign_posts


def create_app(service: Service, wake: Callable[[], None] = lambda: None) -> FastAPI:
    """The pages of a service; `wake` is called after each commit and must return at once."""
    app = FastAPI(
        title="MIPEX monitor",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # the way there would name the host that the request names
        dependencies=[Depends(refuse_foreign_posts)],
    )
    app.state.service = service
    app.state.wake = wake
    app.state.pages = Pages(service)
    app.state.panels = Panels()
    app.state.trials = Trials()
    for room in (
        public, scenarios, subscriptions, reporting, desk, replies, releases, mends, staff,
        search, watch, sources, evidence, entry, passkeys, health, static, texts, text_desk,
    ):  # fmt: skip
        app.include_router(room.router)
    if service.settings.dev:
        app.include_router(outbox.router)
    problems.explain_errors(app)
    app.add_middleware(SafeHeaders)
    return app
