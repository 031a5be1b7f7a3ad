"""Presses buttons that start work, and waits until it has ended."""

from __future__ import annotations

import time

from tests.web.visiting import Visitor


def begun(person: Visitor, kind: str, subject: str) -> str:
    """Press the button; where it leads."""
    answer = person.post_form("/tasks", kind=kind, subject=subject)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def ended(person: Visitor, path: str, seconds: float = 180) -> str:
    """The task's page once it has ended."""
    until = time.monotonic() + seconds
    while "data-refresh" in (text := person.get(path).text):
        assert time.monotonic() < until, text
        time.sleep(0.2)
    return text
