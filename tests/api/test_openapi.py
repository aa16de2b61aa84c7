"""The interface describes itself truly: every endpoint, every reference, and the written reference too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from ninja.operation import PathView

from luoshi.api.urls import api, urlpatterns
from scripts import reference_api
from tests.api.conftest import BASE

ROOT = Path(__file__).resolve().parents[2]

ENDPOINTS = {
    "GET /me", "GET /units",
    "GET /ledgers", "GET /ledgers/{name}/records", "POST /ledgers/{name}/records",
    "GET /records/{ledger}/{id}", "PATCH /records/{ledger}/{id}", "GET /records/{ledger}/{id}/history",
    "POST /records/{ledger}/{id}/adjust", "POST /records/{ledger}/{id}/move",
    "POST /records/{ledger}/{id}/verify", "POST /records/{ledger}/{id}/reject",
    "POST /records/{ledger}/{id}/evidence", "GET /records/{ledger}/{id}/evidence/{evidence}/content",
    "GET /periods", "GET /indicators", "GET /figures/{period}", "GET /trace/{period}/{indicator}/{unit}",
    "GET /bulletins", "GET /bulletins/{period}/{kind}.{form}",
}  # fmt: skip


@pytest.fixture
def schema(client: Client, db: None) -> dict[str, Any]:
    answer = client.get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path.removeprefix(BASE)}", operation


def inside(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from inside(child)


def test_the_schema_lists_every_endpoint(schema: dict[str, Any]) -> None:
    assert {name for name, _operation in operations(schema)} == ENDPOINTS
    served = [view for router in api._get_bound_routers() for view in router.path_operations.values()]
    assert all(isinstance(view, PathView) for view in served)
    assert sum(len(operation.methods) for view in served for operation in view.operations) == len(ENDPOINTS)


def test_the_schema_refers_only_to_what_it_holds(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    for one in inside(schema):
        if "$ref" in one:
            found: Any = schema
            for part in one["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            assert found


def test_every_operation_is_whole(schema: dict[str, Any]) -> None:
    names = []
    for name, operation in operations(schema):
        names.append(operation["operationId"])
        inpath = {one["name"] for one in operation["parameters"] if one["in"] == "path" and one["required"]}
        assert inpath == {part for part in ("name", "ledger", "id", "evidence", "period", "indicator", "unit",
                                            "kind", "form") if f"{{{part}}}" in name}  # fmt: skip
        assert operation["security"] == [{"Token": []}]
        assert not operation["summary"].isascii()
        assert not operation["description"].isascii()
        assert {"400", "401", "403", "404", "409", "423", "500"} < set(operation["responses"])
        for parameter in operation["parameters"]:
            assert parameter["in"] == "path" or not parameter["schema"]["description"].isascii()
    assert len(names) == len(set(names))
    assert schema["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}


def test_every_described_field_is_described_in_chinese(schema: dict[str, Any]) -> None:
    for name, part in schema["components"]["schemas"].items():
        for key, said in part.get("properties", {}).items():
            assert not said.get("description", "x").isascii(), f"{name}.{key}"


def test_no_documentation_page_is_served_because_it_would_need_another_server(client: Client) -> None:
    assert client.get(f"{BASE}/docs").status_code == 404


def test_every_address_of_the_interface_is_exempt_from_the_log_in_of_pages() -> None:
    for one in urlpatterns:
        assert one.callback.login_required is False
        assert one.callback.csrf_exempt is True


def test_the_written_reference_is_up_to_date() -> None:
    written = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    assert written == reference_api.page(), "run scripts/reference_api.py"
