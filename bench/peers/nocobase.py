"""NocoBase 2, what of it is free: a collection, a role whose scope is the unit of whoever asks.

Rows are written by SQL as its own API leaves them (a test run compared both): the row and nothing beside it.
What tells a record's history is a plugin that is sold.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from bench import sites
from bench.asking import Asking
from bench.peers import node, rows
from bench.peers.peer import PAGE, Client, Lacks, Listed, Peer, Who, processes, run
from bench.peers.postgres import copy, renumber
from bench.peers.rows import Row

VERSION, YARN = "2.2.15", "1.22.22"
RESOLVED = {"xlsx": "0.18.5"}
"""It asks for SheetJS at an address of its makers' own; this is the last that npm has."""
PORT = 18_631
READ = 2_000
"""Rows of a file that the free import reads."""
ROOT = "root@example.com"
KINDS: Mapping[str, tuple[str, str]] = {
    "text": ("string", "input"), "long_text": ("text", "textarea"), "money": ("decimal", "number"),
    "decimal": ("decimal", "number"), "integer": ("integer", "integer"), "date": ("dateOnly", "date"),
    "boolean": ("boolean", "checkbox"), "choice": ("string", "select"),
}  # fmt: skip
"""How a field is kept, and what its form shows."""


class NocoBase(Peer):
    key, label = "nocobase", "NocoBase"

    def install(self) -> None:
        self._node = node.installed(self.folder.parent)
        self._app = self.folder / "app"
        if (self._app / "node_modules" / "@nocobase" / "app").exists():
            return
        node.install(self.folder, {"yarn": YARN, "create-nocobase-app": VERSION}, self._node)
        tools, path = self.folder / "node_modules" / ".bin", node.path(self._node)
        create = [str(tools / "create-nocobase-app"), "app", "-d", "postgres", "--skip-dev-dependencies"]
        run(create, self.folder, {"PATH": path})
        said = json.loads((self._app / "package.json").read_text())
        said["resolutions"] |= RESOLVED
        (self._app / "package.json").write_text(json.dumps(said, indent=1))
        run([str(tools / "yarn"), "install", "--production"], self._app, {"PATH": path})

    def begin(self, database: str) -> None:
        run(self._command("install", "--lang=zh-CN"), self._app, self._environment(database))
        with self.serving(database):
            root = _entered(ROOT)
            for address, said in _model():
                root.send("POST", address, said)
            for who in ("own", "all"):
                _person(root, who)

    def fill(self, database: str, count: int) -> None:
        names = ["id", "unit", *rows.fields(), "createdAt", "updatedAt", "createdById", "updatedById"]
        with self.postgres.connect(database) as connection:
            found = connection.execute("SELECT id FROM users WHERE username = 'own'").fetchone()
            who = found and found[0]
            made = (
                [*({**row, "remark": rows.EDITED}[name] for name in names[:-4]), *[sites.START] * 2, who, who]
                for row in rows.rows(count)
            )
            copy(connection, "projects", names, made)
            renumber(connection, "projects")

    @contextmanager
    def serving(self, database: str) -> Iterator[None]:
        health = "/api/__health_check"
        with processes(
            [self._command("start")], self.folder / "log", ports=[PORT], into=self._app, ready=health,
            environment=self._environment(database),
        ):  # fmt: skip
            yield

    def client(self, who: Who, number: int = 0) -> Client:
        del number  # it serves by one process
        return _Client(_entered(who))

    def settings(self) -> Mapping[str, str]:
        return {
            "version": VERSION,
            "serves": f"1 process of Node {node.VERSION}, production: more need a plugin that is sold",
            "set": "log level error; unit and signed_on indexed",
            "history": "a plugin that is sold",
        }

    def _command(self, *what: str) -> list[str]:
        return [str(self._app / "node_modules" / ".bin" / "nocobase-v1"), *what]

    def _environment(self, database: str) -> dict[str, str]:
        tools = f"{self.folder}/node_modules/.bin:{self._app}/node_modules/.bin"
        return {
            "PATH": f"{tools}:{node.path(self._node)}",
            "NODE_ENV": "production", "APP_ENV": "production", "APP_LAUNCH_MODE": "node",
            "APP_PORT": str(PORT), "APP_KEY": "key-of-the-bench", "DB_DIALECT": "postgres",
            "DB_HOST": self.postgres.socket, "DB_PORT": "5432", "DB_DATABASE": database,
            "DB_USER": "postgres", "DB_PASSWORD": "none", "INIT_ROOT_EMAIL": ROOT,
            "INIT_ROOT_PASSWORD": sites.PASSWORD, "INIT_ROOT_USERNAME": "root", "INIT_APP_LANG": "zh-CN",
            "LOGGER_LEVEL": "error", "TZ": "Asia/Shanghai",
        }  # fmt: skip


def _entered(who: str) -> Asking:
    """Somebody logged in by password; a person's role is their only one."""
    asking = Asking(PORT)
    said = asking.send("POST", "/api/auth:signIn", {"account": who, "password": sites.PASSWORD})
    return Asking(PORT, {"Authorization": f"Bearer {said['data']['token']}"})


def _model() -> Iterator[tuple[str, Any]]:
    """Projects with their 40 fields and what the product proposes beside them; whose unit a person is of."""
    numbered = {
        "name": "id", "type": "bigInt", "autoIncrement": True, "primaryKey": True, "allowNull": False,
        "interface": "integer",
    }  # fmt: skip
    proposed = [
        {"name": "createdAt", "type": "date", "interface": "createdAt", "field": "createdAt"},
        {"name": "updatedAt", "type": "date", "interface": "updatedAt", "field": "updatedAt"},
        {
            "name": "createdBy", "type": "belongsTo", "interface": "createdBy", "target": "users",
            "foreignKey": "createdById",
        },
        {
            "name": "updatedBy", "type": "belongsTo", "interface": "updatedBy", "target": "users",
            "foreignKey": "updatedById",
        },
    ]  # fmt: skip
    unit = {
        "name": "unit",
        "type": "string",
        "interface": "input",
        "index": True,
        "uiSchema": {"title": "单位"},
    }
    yield "/api/collections:create", {
        "name": "projects", "title": "重点项目", "autoGenId": False, "createdBy": True, "updatedBy": True,
        "createdAt": True, "updatedAt": True,
        "fields": [numbered, unit, *(_field(key) for key in rows.fields()), *proposed],
    }  # fmt: skip
    yield "/api/collections/users/fields:create", {"name": "unit", "type": "string", "interface": "input"}


def _field(key: str) -> dict[str, Any]:
    field = rows.fields()[key]
    kind, shown = KINDS.get(field.type, KINDS["text"])
    said: dict[str, Any] = {
        "name": key,
        "type": kind,
        "interface": shown,
        "uiSchema": {"title": field.label.zh},
    }
    if kind == "decimal":
        said |= {"precision": 18, "scale": 2}
    if field.choices:
        said["uiSchema"]["enum"] = [
            {"value": choice, "label": label.zh} for choice, label in field.choices.items()
        ]
    return said | ({"index": True} if key == "signed_on" else {})


def _person(root: Asking, who: Who) -> None:
    """A role with the scope of its holder's unit (or none), and its holder."""
    root.send("POST", "/api/roles:create", {"name": who, "title": who, "snippets": ["!ui.*", "!pm", "!pm.*"]})
    said = {
        "name": who,
        "resourceName": "projects",
        "scope": {"$and": [{"unit": {"$eq": "{{ $user.unit }}"}}]},
    }
    scope = root.send("POST", "/api/dataSources/main/rolesResourcesScopes:create", said)["data"]["id"]
    names = ["id", "unit", *rows.fields(), "createdAt", "updatedAt"]
    actions = ("view", "update", "create", "importXlsx") if who == "own" else ("view",)
    allowed = [
        {
            "name": action,
            "fields": names,
            "scope": {"id": scope} if who == "own" and action in ("view", "update") else None,
        }
        for action in actions
    ]
    root.send(
        "POST", f"/api/roles/{who}/dataSourceResources:create",
        {"dataSourceKey": "main", "name": "projects", "usingActionsConfig": True, "actions": allowed},
    )  # fmt: skip
    root.send(
        "POST", "/api/users:create",
        {"username": who, "nickname": who, "password": sites.PASSWORD, "roles": [who],
         "unit": rows.OWN if who == "own" else "S"},
    )  # fmt: skip


class _Client(Client):
    system = "nocobase"

    def __init__(self, http: Asking) -> None:
        self._http = http

    def listed(self) -> Listed:
        return self._list(sort="-id")

    def narrowed(self) -> Listed:
        asked = {"$and": [{"industry": {"$eq": rows.WANTED}}, {"total": {"$gte": float(rows.AT_LEAST)}}]}
        return self._list(sort="-total", filter=json.dumps(asked))

    def _list(self, **asked: Any) -> Listed:
        found = self._http.told("/api/projects:list", pageSize=PAGE, page=1, **asked)
        return Listed(found["meta"]["count"], tuple(one["name"] for one in found["data"]))

    def numbers(self) -> list[int]:
        found = self._http.told("/api/projects:list", pageSize=200, page=1, sort="-id", fields="id")
        return [int(one["id"]) for one in found["data"] if int(one["id"]) != rows.OFTEN]

    def change(self, number: int, values: Mapping[str, Any]) -> None:
        self._http.send("POST", f"/api/projects:update?filterByTk={number}", values)

    def record(self, number: int) -> str:
        return str(self._http.told("/api/projects:get", filterByTk=number)["data"]["name"])

    def value(self, number: int, key: str) -> Any:
        return self._http.told("/api/projects:get", filterByTk=number)["data"][key]

    def history(self, number: int) -> int:
        del number
        raise Lacks("a plugin that is sold")

    def rolled_up(self) -> dict[str, tuple[int, Decimal]]:
        """Its filter is no `$and`: that of a role's scope would take its place, and all months be added."""
        said = {
            "limit": 2_000,
            "measures": [
                {"field": ["id"], "aggregation": "count", "alias": "many"},
                {"field": ["total"], "aggregation": "sum", "alias": "whole"},
            ],
            "dimensions": [{"field": ["unit"], "alias": "unit"}],
            "filter": {"signed_on": {"$dateBetween": [str(rows.FIRST), str(rows.LAST)]}},
        }  # fmt: skip
        found = self._http.send("POST", "/api/projects:query", said)["data"]
        return {one["unit"]: (int(one["many"]), Decimal(str(one["whole"]))) for one in found}

    def prepared(self, made: Sequence[Row]) -> list[bytes]:
        """Workbooks under the titles of the fields, as its own empty form has them, with the unit. It reads
        2,000 rows of a file and leaves the rest without a word, so the sheet is cut."""
        return [
            rows.workbook(made[start : start + READ], lambda key: rows.fields()[key].label.zh, unit="单位")
            for start in range(0, len(made), READ)
        ]

    def imported(self, file: bytes) -> None:
        columns = [{"dataIndex": ["unit"], "defaultTitle": "单位", "title": "单位"}]
        columns += [
            {"dataIndex": [key], "defaultTitle": field.label.zh, "title": field.label.zh}
            for key, field in rows.fields().items()
        ]
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        self._http.form(
            "/api/projects:importXlsx", {"columns": json.dumps(columns)}, file=("projects.xlsx", file, kind)
        )
