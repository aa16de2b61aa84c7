"""The interface held to its own description by Schemathesis: every operation asked as the description allows,
and as it does not, by a clerk and by a supervision clerk of a site with facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from luoshi.api.urls import api
from luoshi.config.wsgi import application
from luoshi.ledgers import actions
from tests.api.conftest import Caller
from tests.people import COUNTY, TOWN, WANG

pytestmark = pytest.mark.django_db

LEDGER = "investment.project"
KNOWN: dict[str, list[Any]] = {
    "ledger": [LEDGER], "name": [LEDGER], "id": [1], "evidence": [1], "unit": [TOWN, COUNTY],
    "period": ["2026-01", "2026-03"], "indicator": ["investment.funds_in_place"],
    "kind": ["investment.monthly"], "form": ["json", "docx"],
}  # fmt: skip
"""What the site has: found in the address half of the time, for else nothing beyond it would be asked."""
HELD_TO = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_schema_conformance, checks.response_headers_conformance, checks.negative_data_rejection,
    checks.unsupported_method, checks.ignored_auth,
]  # fmt: skip


def described() -> dict[str, Any]:
    """The description, what the site has beside it in the parameters of addresses."""
    made: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    for operation in (one for path in made["paths"].values() for one in path.values()):
        for parameter in operation["parameters"]:
            if parameter["in"] == "path":
                there = {"enum": KNOWN[parameter["name"]]}
                parameter["schema"] = {"anyOf": [there, parameter["schema"]]}
    return made


@pytest.fixture
def secrets(ledgers: None, caller: Callable[..., Caller]) -> list[str]:
    """Tokens of a reporter of the township and of a supervisor of the county, where there is a project."""
    record = actions.create(WANG, LEDGER, TOWN, {"name": "果汁厂", "total": 500})
    actions.attach(WANG, record.ref, "contract", "合同.txt", "合同".encode())
    people = (caller("wang", "reporter", TOWN), caller("chen", "supervisor", COUNTY))
    return [one.headers["Authorization"] for one in people]


@pytest.fixture
def description(secrets: list[str]) -> Any:
    made = schemathesis.openapi.from_dict(described())
    made.app = application
    return made


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests leave the test's connection open, as those of Django's own test client do."""
    both = (signals.request_started, signals.request_finished)
    for one in both:
        one.disconnect(close_old_connections)
    yield
    for one in both:
        one.connect(close_old_connections)


SCHEMA = schemathesis.pytest.from_fixture("description")


@SCHEMA.parametrize()
@settings(
    max_examples=6, deadline=None, derandomize=True,
    suppress_health_check=[*HealthCheck],
)  # fmt: skip
def test_it_answers_as_it_says(case: Case, secrets: list[str]) -> None:
    for secret in secrets:
        with transaction.atomic():
            case.call_and_validate(headers={"Authorization": secret}, checks=HELD_TO)
            transaction.set_rollback(True)
