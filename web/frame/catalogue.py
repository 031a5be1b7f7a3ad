"""Finds the routers: every module of a package that has one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from fastapi import APIRouter


def routers(package: ModuleType) -> Iterator[APIRouter]:
    """The ``router`` of each module of ``package``, by module name. ``TypeError`` for a module without one."""
    for found in sorted(iter_modules(package.__path__), key=lambda one: one.name):
        module = import_module(f"{package.__name__}.{found.name}")
        router = getattr(module, "router", None)
        if not isinstance(router, APIRouter):
            raise TypeError(f"{module.__name__} has no router")
        yield router
