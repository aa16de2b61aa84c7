"""Personal values of the whole site, looked for in whatever anybody is answered."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pypdfium2
from django.apps import apps

from luoshi.ledgers import queries
from luoshi.units.models import Person

Place = tuple[str, int]
"""Ledger and number of a record."""
NAMES = {
    "units.Unit": ("name", "short"), "units.Person": ("name", "login"),
    "commitments.Document": ("title", "text"),
}  # fmt: skip
"""Where else a site holds names: whoever is called like somebody's personal value is not looked for."""
_BEGIN = 3
"""Characters by which a value is looked up; shorter ones stand anywhere."""


def text(body: bytes) -> str:
    """The words of an answer: a page, JSON, a workbook, a letter, a PDF."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as packed:
            return "".join(packed.read(one).decode("utf-8", "replace") for one in packed.namelist())
    if body.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(body)
        return "".join(page.get_textpage().get_text_range().replace("\r\n", "") for page in pages)
    return body.decode("utf-8", "replace")


@dataclass
class Personal:
    """Where each personal value stands that stands nowhere else: in no other field, in nobody's name."""

    values: dict[str, list[tuple[str, frozenset[Place]]]] = field(default_factory=dict)
    mine: dict[Place, int | None] = field(default_factory=dict)
    """Who reported a record: what one typed oneself is no news."""

    @classmethod
    def of_site(cls) -> Personal:
        found, mine = dict[str, set[Place]](), dict[Place, int | None]()
        for spec in queries.ledgers().values():
            for row in queries.table(spec.name).objects.values() if spec.personal else ():
                mine[spec.name, row["id"]] = row["reported_by"]
                for key in spec.personal:
                    said = str(row[key] or "").partition("\n")[0].strip()
                    if len(said) >= _BEGIN and spec.fields.get(key, None) is not None:
                        found.setdefault(said[:40], set()).add((spec.name, row["id"]))
        elsewhere = "\n".join(_others())
        made = cls(mine=mine)
        for said, places in found.items():
            if said not in elsewhere:
                made.values.setdefault(said[:_BEGIN], []).append((said, frozenset(places)))
        return made

    def shown(self, words: str) -> Iterator[frozenset[Place]]:
        """For each value that stands in the words, the records that it may be of."""
        for place in range(len(words) - _BEGIN + 1):
            for said, places in self.values.get(words[place : place + _BEGIN], ()):
                if words.startswith(said, place):
                    yield places


def _others() -> Iterator[str]:
    """Every text of the site that is not a personal value: records' other fields, names, notes, documents."""
    for spec in queries.ledgers().values():
        keys = [key for key, one in spec.fields.items() if key not in spec.personal]
        for row in queries.table(spec.name).objects.values(*keys) if keys else ():
            yield from (str(one) for one in row.values() if isinstance(one, str))
    for model, keys in NAMES.items():
        yield from (str(one) for row in apps.get_model(model).objects.values_list(*keys) for one in row)


def reporter(login: str) -> int | None:
    """Whose login it is."""
    return Person.objects.filter(login=login).values_list("id", flat=True).first()
