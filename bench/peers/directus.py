"""Directus 11: a collection with its revisions, a policy whose rule is the unit of whoever asks.

Rows are written by SQL as its own API leaves them (a test run compared both): the item, an activity and a
revision for making it, an activity and a revision with what was changed for the edit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from bench import sites
from bench.asking import Asking
from bench.peers import node, rows
from bench.peers.peer import PAGE, PROCESSES, Client, Listed, Peer, Who, processes, run
from bench.peers.postgres import copy, renumber
from bench.peers.rows import Row

VERSION = "11.17.4"
PORTS = tuple(range(18_611, 18_611 + PROCESSES))
TOKENS = {"own": "own-token-of-the-bench", "all": "all-token-of-the-bench"}
ADMIN = "admin-token-of-the-bench"
TYPES = {
    "money": "decimal", "decimal": "decimal", "integer": "integer", "date": "date", "boolean": "boolean",
    "long_text": "text",
}  # fmt: skip
EDITS = ("1", "2026-01-06T02:00:00Z")


class Directus(Peer):
    key, label = "directus", "Directus"

    def install(self) -> None:
        self._node = node.installed(self.folder.parent)
        if not (self.folder / "node_modules" / "directus").exists():
            node.install(self.folder, {"directus": VERSION}, self._node)

    def begin(self, database: str) -> None:
        run(self._command("bootstrap"), self.folder, self._environment(database))
        with self.serving(database):
            admin = Asking(PORTS[0], {"Authorization": f"Bearer {ADMIN}"})
            for address, said in _model():
                admin.send("POST", address, said)
            units = [{"code": code, "name": name} for code, name, _above in rows.units()]
            admin.send("POST", "/items/units", units)
            for address, said in _people():
                admin.send("POST", address, said)

    def fill(self, database: str, count: int) -> None:
        names = ["id", "unit", *rows.fields()]
        with self.postgres.connect(database) as connection:
            maker = connection.execute("SELECT id FROM directus_users WHERE token = %s", [TOKENS["own"]])
            who = str((maker.fetchone() or [""])[0])
            with connection.transaction():
                made = ({**row, "remark": rows.EDITED} for row in rows.rows(count))
                copy(connection, "projects", names, ([row[name] for name in names] for row in made))
                copy(
                    connection, "directus_activity",
                    ["id", "action", "user", "timestamp", "ip", "user_agent", "collection", "item", "origin"],
                    _activity(count, who),
                )  # fmt: skip
                copy(
                    connection, "directus_revisions",
                    ["id", "activity", "collection", "item", "data", "delta"], _revisions(count),
                )  # fmt: skip
            renumber(connection, "projects", "directus_activity", "directus_revisions")

    @contextmanager
    def serving(self, database: str) -> Iterator[None]:
        commands = [["env", f"PORT={port}", *self._command("start")] for port in PORTS]
        environment = self._environment(database)
        with processes(commands, self.folder / "log", ports=PORTS, into=self.folder, environment=environment):
            yield

    def client(self, who: Who, number: int = 0) -> Client:
        return _Client(Asking(PORTS[number % len(PORTS)], {"Authorization": f"Bearer {TOKENS[who]}"}))

    def settings(self) -> Mapping[str, str]:
        return {
            "version": VERSION,
            "serves": f"{PROCESSES} processes of Node {node.VERSION}, production, each client at one of them",
            "set": "cache off (as it comes), rate limit off (as it comes), log level warn, telemetry off, "
            "unit and signed_on indexed",
            "history": "revisions, free",
        }

    def _command(self, what: str) -> list[str]:
        return ["node", str(self.folder / "node_modules" / "directus" / "cli.js"), what]

    def _environment(self, database: str) -> dict[str, str]:
        return {
            "PATH": node.path(self._node), "NODE_ENV": "production", "DB_CLIENT": "pg",
            "DB_HOST": self.postgres.socket, "DB_PORT": "5432",
            "DB_DATABASE": database, "DB_USER": "postgres", "DB_PASSWORD": "none", "HOST": "127.0.0.1",
            "KEY": "key-of-the-bench", "SECRET": "a-secret-of-the-bench-that-is-long-enough",
            "ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": sites.PASSWORD, "ADMIN_TOKEN": ADMIN,
            "PUBLIC_URL": "http://127.0.0.1", "LOG_LEVEL": "warn", "TELEMETRY": "false",
            "MAX_PAYLOAD_SIZE": "100mb",
        }  # fmt: skip


def _model() -> Iterator[tuple[str, Any]]:
    """Units, projects with their 40 fields, and whose unit a person is of."""
    yield "/collections", {
        "collection": "units", "schema": {}, "meta": {"accountability": "all"},
        "fields": [
            {"field": "code", "type": "string", "schema": {"is_primary_key": True}, "meta": {}},
            {"field": "name", "type": "string", "schema": {}, "meta": {}},
        ],
    }  # fmt: skip
    numbered = {"is_primary_key": True, "has_auto_increment": True}
    fields = [{"field": "id", "type": "integer", "schema": numbered, "meta": {"hidden": True}}]
    fields.append({"field": "unit", "type": "string", "schema": {"is_indexed": True}, "meta": {}})
    fields += [_field(key) for key in rows.fields()]
    yield "/collections", {
        "collection": "projects", "schema": {}, "meta": {"accountability": "all"}, "fields": fields,
    }  # fmt: skip
    yield "/fields/directus_users", {"field": "unit", "type": "string", "schema": {}, "meta": {}}
    for collection in ("projects", "directus_users"):
        yield "/relations", {"collection": collection, "field": "unit", "related_collection": "units"}


def _field(key: str) -> dict[str, Any]:
    field = rows.fields()[key]
    kind = TYPES.get(field.type, "string")
    schema: dict[str, Any] = {"is_nullable": not field.required, "is_indexed": key == "signed_on"}
    if kind == "decimal":
        schema |= {"numeric_precision": 18, "numeric_scale": 2}
    meta: dict[str, Any] = {"required": field.required}
    if field.choices:
        choices = [{"text": label.zh, "value": choice} for choice, label in field.choices.items()]
        meta |= {"interface": "select-dropdown", "options": {"choices": choices}}
    return {"field": key, "type": kind, "schema": schema, "meta": meta}


def _people() -> Iterator[tuple[str, Any]]:
    """Who reads and changes the projects of the own unit; who reads all."""
    policies = {"own": "00000000-0000-4000-8000-000000000001", "all": "00000000-0000-4000-8000-000000000002"}
    mine = {"unit": {"_eq": "$CURRENT_USER.unit"}}
    of_projects = {"collection": {"_eq": "projects"}}
    for who, policy in policies.items():
        rule = mine if who == "own" else {}
        allowed: list[dict[str, Any]] = [
            {"collection": "projects", "action": action, "fields": ["*"], "permissions": rule}
            for action in (("read", "update") if who == "own" else ("read",))
        ]
        allowed += [
            {"collection": collection, "action": "read", "fields": ["*"], "permissions": seen}
            for collection, seen in (
                ("units", {}), ("directus_revisions", of_projects), ("directus_activity", of_projects)
            )
        ]  # fmt: skip
        if who == "own":
            allowed.append(
                {
                    "collection": "projects", "action": "create", "fields": ["*"], "permissions": {},
                    "validation": mine, "presets": {"unit": "$CURRENT_USER.unit"},
                }
            )  # fmt: skip
        yield "/policies", {"id": policy, "name": who, "app_access": True, "permissions": allowed}
        yield "/roles", {"id": policy, "name": who, "policies": [{"policy": policy}]}
        unit = {"unit": rows.OWN if who == "own" else "S"}
        yield "/users", {
            "email": f"{who}@example.com", "password": sites.PASSWORD, "first_name": who, "role": policy,
            "token": TOKENS[who], **unit,
        }  # fmt: skip


def _activity(count: int, who: str) -> Iterator[list[Any]]:
    """Two for every row: made, and edited."""
    number = 1_000_000
    for row in range(1, count + 1):
        for action in ("create", "update"):
            number += 1
            yield [
                number, action, who, sites.START, "127.0.0.1", None, "projects", str(row), None,
            ]  # fmt: skip


def _revisions(count: int) -> Iterator[list[Any]]:
    """What the row was made of; the whole row after the edit and what the edit changed."""
    number = 1_000_000
    for row in rows.rows(count):
        item = str(row["id"])
        given = {key: _plain(row[key]) for key in rows.fields() if row[key] is not None}
        made = json.dumps(given, ensure_ascii=False)
        edit = json.dumps({"remark": rows.EDITED}, ensure_ascii=False)
        whole = json.dumps({"id": row["id"], **given, "remark": rows.EDITED}, ensure_ascii=False)
        for data, delta in ((made, made), (whole, edit)):
            number += 1
            yield [number, number, "projects", item, data, delta]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value


class _Client(Client):
    system = "directus"

    def __init__(self, http: Asking) -> None:
        self._http = http

    def listed(self) -> Listed:
        return self._list(sort="-id")

    def narrowed(self) -> Listed:
        asked = {"industry": {"_eq": rows.WANTED}, "total": {"_gte": str(rows.AT_LEAST)}}
        return self._list(filter=json.dumps(asked), sort="-total")

    def _list(self, **asked: Any) -> Listed:
        found = self._http.told("/items/projects", limit=PAGE, meta="filter_count", **asked)
        return Listed(found["meta"]["filter_count"], tuple(one["name"] for one in found["data"]))

    def numbers(self) -> list[int]:
        found = self._http.told("/items/projects", limit=200, fields="id", sort="-id")
        return [one["id"] for one in found["data"] if one["id"] != rows.OFTEN]

    def change(self, number: int, values: Mapping[str, Any]) -> None:
        self._http.send("PATCH", f"/items/projects/{number}", values)

    def record(self, number: int) -> str:
        return str(self._http.told(f"/items/projects/{number}")["data"]["name"])

    def value(self, number: int, key: str) -> Any:
        return self._http.told(f"/items/projects/{number}")["data"][key]

    def history(self, number: int) -> int:
        asked = {"collection": {"_eq": "projects"}, "item": {"_eq": str(number)}}
        fields = "id,data,delta,activity.action,activity.timestamp,activity.user.first_name"
        found = self._http.told("/revisions", filter=json.dumps(asked), fields=fields, sort="-id", limit=-1)
        return len(found["data"])

    def rolled_up(self) -> dict[str, tuple[int, Decimal]]:
        asked = {"signed_on": {"_between": [str(rows.FIRST), str(rows.LAST)]}}
        query = {
            "aggregate[count]": "*", "aggregate[sum]": "total", "groupBy[]": "unit",
            "filter": json.dumps(asked), "limit": -1,
        }  # fmt: skip
        found = self._http.told("/items/projects", **query)["data"]
        return {one["unit"]: (int(one["count"]), Decimal(str(one["sum"]["total"]))) for one in found}

    def prepared(self, made: Sequence[Row]) -> list[bytes]:
        """CSV headed by the fields' keys: it takes no workbook, and no headings that people write."""
        return [rows.comma_separated(made, {key: key for key in rows.fields()}, _written)]

    def imported(self, file: bytes) -> None:
        self._http.form("/utils/import/projects", {}, file=("projects.csv", file, "text/csv"))


def _written(key: str, value: Any) -> Any:
    del key
    return str(value).lower() if isinstance(value, bool) else value
