"""Every operation of the API keeps to its description, whatever it is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import BaseSchema, Case, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from db import users
from inspection.viewer import Right, Role, Viewer
from jobs.sign_in import new_token
from tests.web.conftest import Console
from tests.web.visiting import Visitor

CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
#: Half a dozen requests for each operation, the same ones every time.
FEW = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def token(console: Console) -> str:
    with console.work.database.writing() as cx:
        user = users.by_login(cx, Role.ADMIN.value)
        assert user
        viewer = Viewer(user.id, user.name, user.role)
        return new_token(cx, datetime.now(UTC), viewer, "contract", frozenset(Right), 1)


def test_the_api_answers_as_described(console: Console) -> None:
    headers = {"authorization": f"Bearer {token(console)}"}
    schema: BaseSchema = schemathesis.openapi.from_url(f"{console.address}/api/v1/openapi.json", headers=headers)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy())
        @FEW
        def ask(case: Case) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        ask()
        asked += 1
    assert asked > 2


def test_the_description_is_of_the_whole_api(sign_in: Callable[[Role], Visitor]) -> None:
    told = sign_in(Role.READER).get("/api/v1/openapi.json").json()
    assert "/api/v1/session" in told["paths"]
    assert all(path.startswith("/api/v1/") for path in told["paths"])
