"""Finds the topics: every module of ``quality.topics`` that defines ``TOPIC``."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from quality import topics
from quality.topic import Topic


def catalogue() -> tuple[Topic, ...]:
    """All topics by module name; ``TypeError`` for a module without a ``TOPIC``."""
    found = []
    for module in pkgutil.iter_modules(topics.__path__):
        topic = getattr(import_module(f"quality.topics.{module.name}"), "TOPIC", None)
        if not isinstance(topic, Topic):
            raise TypeError(f"quality/topics/{module.name}.py defines no TOPIC")
        found.append(topic)
    return tuple(found)
