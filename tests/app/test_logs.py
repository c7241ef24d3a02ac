"""Logs go to standard error, and hold nothing that lets somebody in."""

import subprocess
import sys

SCRIPT = """
import logging
from app import logs

logs.configure()

def enter(token):
    raise ValueError("the door is stuck")

try:
    enter("a-" + "secret-" + "token")
except ValueError:
    logging.getLogger("app.demo").exception("entering failed")
"""


def test_an_error_is_logged_with_its_place_and_without_the_values_in_hand():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    assert "entering failed" in done.stderr
    assert "the door is stuck" in done.stderr
    assert "a-secret-token" not in done.stderr
