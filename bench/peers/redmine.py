"""Redmine 5 as Debian has it: a project for each unit, what issues lack of the 40 fields as custom fields.

Rows are written by SQL as its own API leaves them (a test run compared both): the issue, a value for every
custom field, and for the edit a journal with what was changed. Redmine keeps no entry of an issue's making.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import sites
from bench.peers import rows
from bench.peers.peer import PROCESSES, Client, Peer, Who, processes, run
from bench.peers.postgres import copy, renumber
from bench.peers.redmine_client import OF_ITS_OWN, PORT, RedmineClient, written
from bench.peers.rows import Row

HOME = Path("/usr/share/redmine")
PACKAGES = ("redmine", "redmine-pgsql", "puma")
FORMATS = {
    "long_text": "text", "money": "float", "decimal": "float", "integer": "int", "date": "date",
    "boolean": "bool", "choice": "list",
}  # fmt: skip
RIGHTS = {"own": ["view_issues", "add_issues", "edit_issues", "import_issues"], "all": ["view_issues"]}
COLUMNS = ("name", "investor", "industry", "site", "total", "signed_on", "key_person", "remark")
THREADS = 4


class Redmine(Peer):
    key, label = "redmine", "Redmine"

    def install(self) -> None:
        if not (HOME / "config.ru").exists():
            _from_debian()
        if not self._app.exists():
            shutil.copytree(HOME, self._app, symlinks=True)
            for name in ("instances", "Gemfile.lock", "config/database.yml"):
                (self._app / name).unlink(missing_ok=True)
            for name in ("config", "log", "files", "tmp", "public"):
                (self._app / "instances" / "bench" / name).mkdir(parents=True)
            (self._app / "Gemfile.local").write_text("gem 'pg'\ngem 'puma'\n")

    def begin(self, database: str) -> None:
        self._run(database, "rake", "db:migrate")
        said = {
            "fields": [_described(key) for key in rows.fields() if key not in OF_ITS_OWN],
            "units": [*rows.units()],
            "columns": [OF_ITS_OWN.get(key, key) for key in COLUMNS],
            "people": [["own", rows.OWN, RIGHTS["own"]], ["all", "S", RIGHTS["all"]]],
            "password": sites.PASSWORD,
        }
        script = str(Path(__file__).with_name("redmine_begin.rb"))
        made = self._run(database, "rails", "runner", script, said=json.dumps(said).encode())
        with self.postgres.connect(database) as connection:
            connection.execute("CREATE TABLE bench (said text)")
            connection.execute("INSERT INTO bench VALUES (%s)", [made.splitlines()[-1]])

    def fill(self, database: str, count: int) -> None:
        with self.postgres.connect(database) as connection:
            known = _known(connection)
            with connection.transaction():
                copy(connection, "issues", ISSUE, (_issue(known, row) for row in rows.rows(count)))
                names = ["customized_type", "customized_id", "custom_field_id", "value"]
                copy(connection, "custom_values", names, _values(known, count))
                names = ["id", "journalized_id", "journalized_type", "user_id", "notes", "created_on"]
                copy(connection, "journals", names, _journals(known, count))
                names = ["journal_id", "property", "prop_key", "old_value", "value"]
                copy(connection, "journal_details", names, _details(known, count))
            renumber(connection, "issues", "journals")

    @contextmanager
    def serving(self, database: str) -> Iterator[None]:
        with self.postgres.connect(database) as connection:
            self._known = _known(connection)
        command = [
            "bundle", "exec", "puma", "-e", "production", "-w", str(PROCESSES), "-t", f"{THREADS}:{THREADS}",
            "-b", f"tcp://127.0.0.1:{PORT}", "config.ru",
        ]  # fmt: skip
        environment = self._environment(database)
        with processes([command], self.folder / "log", ports=[PORT], into=self._app, environment=environment):
            yield

    def client(self, who: Who, number: int = 0) -> Client:
        del number  # its processes share a port
        return RedmineClient(who, self._known)

    def settings(self) -> Mapping[str, str]:
        shown = run(["dpkg-query", "-W", "-f", "${Package} ${Version}, ", *PACKAGES, "ruby3.1"], HOME, {})
        return {
            "version": shown.strip(", "),
            "serves": f"puma, {PROCESSES} processes of {THREADS} threads, production",
            "set": "REST on, mails off, export limit raised to hold everything",
            "history": "journals, free; none of an issue's making",
        }

    @property
    def _app(self) -> Path:
        """A copy, since the package's own writes where the machine's other sites are."""
        return self.folder / "app"

    def _run(self, database: str, *command: str, said: bytes | None = None) -> str:
        return run(["bundle", "exec", *command], self._app, self._environment(database), said=said)

    def _environment(self, database: str) -> dict[str, str]:
        config = self._app / "instances" / "bench" / "config"
        settings = {"adapter": "postgresql", "host": self.postgres.socket, "database": database,
                    "username": "postgres", "encoding": "utf8", "pool": THREADS}  # fmt: skip
        (config / "database.yml").write_text(json.dumps({"production": settings}))
        (config / "secret_key.txt").write_text("0123456789abcdef" * 8)
        return {"RAILS_ENV": "production", "REDMINE_INSTANCE": "bench", "REDMINE_LANG": "en"}


def _from_debian() -> None:
    """Whoever has no right to install packages reads here which they are."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "dbconfig-no-thanks", *PACKAGES]
    for command in (["apt-get", "update", "--quiet"], install):
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def _described(key: str) -> dict[str, Any]:
    field = rows.fields()[key]
    return {
        "key": key, "label": field.label.zh, "format": FORMATS.get(field.type, "string"),
        "choices": [label.zh for label in field.choices.values()],
    }  # fmt: skip


def _known(connection: Any) -> dict[str, Any]:
    """The numbers of fields, projects and people."""
    return dict(json.loads(connection.execute("SELECT said FROM bench").fetchone()[0]))


ISSUE = (
    "id", "tracker_id", "project_id", "subject", "description", "due_date", "status_id", "priority_id",
    "author_id", "lock_version", "created_on", "updated_on", "start_date", "done_ratio", "root_id", "lft",
    "rgt",
)  # fmt: skip


def _issue(known: Mapping[str, Any], row: Row) -> list[Any]:
    return [
        row["id"], known["tracker"], known["projects"][row["unit"]], row["name"], row["content"],
        row["completed_on"], known["status"], known["priority"], known["people"]["own"]["id"], 1,
        sites.START, sites.START, row["signed_on"], row["progress"], row["id"], 1, 2,
    ]  # fmt: skip


def _values(known: Mapping[str, Any], count: int) -> Iterator[list[Any]]:
    for row in rows.rows(count):
        for key, number in known["fields"].items():
            value = rows.EDITED if key == "remark" else written(key, row[key])
            yield ["Issue", row["id"], number, value]


def _journals(known: Mapping[str, Any], count: int) -> Iterator[list[Any]]:
    for number in range(1, count + 1):
        yield [number, number, "Issue", known["people"]["own"]["id"], "", sites.START]


def _details(known: Mapping[str, Any], count: int) -> Iterator[list[Any]]:
    for number in range(1, count + 1):
        yield [number, "cf", str(known["fields"]["remark"]), "", rows.EDITED]
