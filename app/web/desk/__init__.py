"""The desk of whoever answers for a country: questions, check-ins, reports, and her time."""

from fastapi import APIRouter

from app.web.desk import (
    home,
    interests,
    month,
    question,
    report,
    screens,
    sending,
    time,
)

router = APIRouter()
# The screens come last: theirs is any name below a question.
for room in (home, month, report, time, interests, question, sending, screens):
    router.include_router(room.router)
