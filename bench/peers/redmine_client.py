"""Somebody at Redmine: its API for issues, its pages for what the API lacks."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bench import sites
from bench.asking import Asking
from bench.peers import rows
from bench.peers.peer import PAGE, Client, Listed, Who
from bench.peers.rows import Row

PORT = 18_621
OF_ITS_OWN = {
    "name": "subject", "content": "description", "signed_on": "start_date", "completed_on": "due_date",
    "progress": "done_ratio",
}  # fmt: skip
"""Fields that Redmine has."""
PATIENCE = 600
"""Seconds of an import after which somebody goes home."""


def written(key: str, value: Any) -> str:
    """A value as Redmine keeps a custom field's."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(rows.labelled(key, value))


class RedmineClient(Client):
    system = "redmine"

    def __init__(self, who: Who, known: Mapping[str, Any]) -> None:
        self._who, self._known = who, known
        self._api = Asking(PORT, {"X-Redmine-API-Key": known["people"][who]["key"]})
        self._browser: Asking | None = None

    def listed(self) -> Listed:
        return self._list(sort="id:desc")

    def narrowed(self) -> Listed:
        industry, total = self._cf("industry"), self._cf("total")
        asked = {industry: rows.labelled("industry", rows.WANTED), total: f">={rows.AT_LEAST}"}
        return self._list(sort=f"{total}:desc", **asked)

    def _list(self, **asked: Any) -> Listed:
        found = self._api.told("/issues.json", limit=PAGE, status_id="*", **asked)
        return Listed(found["total_count"], tuple(one["subject"] for one in found["issues"]))

    def numbers(self) -> list[int]:
        found = [
            one["id"]
            for start in (0, 100)
            for one in self._api.told("/issues.json", limit=100, offset=start, sort="id:desc")["issues"]
        ]
        return [one for one in found if one != rows.OFTEN]

    def change(self, number: int, values: Mapping[str, Any]) -> None:
        fields = [
            {"id": self._known["fields"][key], "value": written(key, value)} for key, value in values.items()
        ]
        self._api.send("PUT", f"/issues/{number}.json", {"issue": {"custom_fields": fields}})

    def record(self, number: int) -> str:
        return str(self._api.told(f"/issues/{number}.json")["issue"]["subject"])

    def value(self, number: int, key: str) -> Any:
        """Of a custom field."""
        found = self._api.told(f"/issues/{number}.json")["issue"]["custom_fields"]
        return next(one["value"] for one in found if one["id"] == self._known["fields"][key])

    def history(self, number: int) -> int:
        return len(self._api.told(f"/issues/{number}.json", include="journals")["issue"]["journals"])

    def rolled_up(self) -> dict[str, tuple[int, Decimal]]:
        """It has no sums by project and month: the month's issues are taken out as CSV and added up here."""
        total = self._cf("total")
        said = self._opened().get("/issues.csv", **{
            "set_filter": 1, "encoding": "UTF-8", "f[]": ["status_id", "start_date"], "op[status_id]": "*",
            "op[start_date]": "><", "v[start_date][]": [str(rows.FIRST), str(rows.LAST)],
            "c[]": ["project", total],
        })  # fmt: skip
        codes = {name: code for code, name, _above in rows.units()}
        sums: dict[str, tuple[int, Decimal]] = {}
        for line in [*csv.reader(io.StringIO(said.decode()))][1:]:
            unit = codes[line[-2]]
            many, whole = sums.get(unit, (0, Decimal(0)))
            sums[unit] = (many + 1, whole + Decimal(line[-1].replace(",", "")))
        return sums

    def prepared(self, made: Sequence[Row]) -> list[bytes]:
        """CSV under the fields' names: it takes no workbook."""
        heads = {key: field.label.zh for key, field in rows.fields().items()}
        return [rows.comma_separated(made, heads, written)]

    def imported(self, file: bytes) -> None:
        """By its pages: the file, how it is written, what its columns mean, and then as often as it asks to
        go on."""
        browser = self._opened()
        page = browser.get("/issues/imports/new").decode()
        said = {"authenticity_token": _token(page), "type": "IssueImport"}
        browser.form("/imports", said, file=("projects.csv", file, "text/csv"))
        where = _path(browser.where).removesuffix("/settings")
        said = {"authenticity_token": _token(browser.get(f"{where}/settings").decode())}
        how = {"separator": ",", "wrapper": '"', "encoding": "UTF-8", "date_format": "%Y-%m-%d"}
        said |= {f"import_settings[{key}]": value for key, value in how.items()}
        browser.form(f"{where}/settings", said)
        said = {"authenticity_token": _token(browser.get(f"{where}/mapping").decode()), **self._mapping()}
        browser.form(f"{where}/mapping", said)
        said = {"authenticity_token": _token(browser.get(f"{where}/run").decode())}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            browser.form(f"{where}/run", said)  # five rows
            if _path(browser.where) == where:
                break

    def _mapping(self) -> dict[str, str]:
        columns = {key: str(place) for place, key in enumerate(rows.fields())}
        said = {
            "project_id": str(self._known["projects"][rows.OWN]),
            "tracker": f"value:{self._known['tracker']}",
        }  # fmt: skip
        for key, place in columns.items():
            said[OF_ITS_OWN.get(key, "") or self._cf(key)] = place
        return {f"import_settings[mapping][{name}]": place for name, place in said.items()}

    def list_page(self) -> int:
        found = self._opened().get("/issues", **{
            "set_filter": 1, "f[]": "status_id", "op[status_id]": "*", "sort": "id:desc", "per_page": PAGE,
        })  # fmt: skip
        return len(found)

    def record_page(self, number: int) -> int:
        return len(self._opened().get(f"/issues/{number}"))

    def _cf(self, key: str) -> str:
        return f"cf_{self._known['fields'][key]}"

    def _opened(self) -> Asking:
        """Somebody logged in at the pages."""
        if self._browser is None:
            self._browser = Asking(PORT)
            page = self._browser.get("/login").decode()
            said = {"authenticity_token": _token(page), "username": self._who, "password": sites.PASSWORD}
            self._browser.form("/login", said)
        return self._browser


def _token(page: str) -> str:
    """What a form has to bring back."""
    return str(re.findall(r'name="csrf-token" content="([^"]+)"', page)[0])


def _path(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address)
