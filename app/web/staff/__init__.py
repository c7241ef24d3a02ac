"""The pages of staff: what waits, whole stories, countries, people, the record."""

from fastapi import APIRouter

from app.web.staff import agreement, countries, people, queue, record, ruling, story

router = APIRouter()
for room in (queue, story, ruling, countries, people, agreement, record):
    router.include_router(room.router)
