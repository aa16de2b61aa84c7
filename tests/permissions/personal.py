"""Every personal value of the site made one that stands nowhere else, and looked for in whatever anybody is
answered: so no page, answer or file has to be named to be watched."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pypdfium2

from luoshi.ledgers import queries, search

Place = tuple[str, int]
"""Ledger and number of a record."""
MARK = re.compile(r"隐\d{6}私|199\d{8}")


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
    """Of which record each marked value is."""

    places: dict[str, Place] = field(default_factory=dict)

    def mark(self) -> None:
        """Give every record of every ledger personal values of its own, whatever it said before."""
        for spec in queries.ledgers().values():
            keys = [
                key for key in sorted(spec.personal & spec.fields.keys()) if _marked(spec.fields[key].type)
            ]
            model = queries.table(spec.name)
            for number in model.objects.order_by("id").values_list("id", flat=True) if keys else ():
                said = {key: self._next(spec.fields[key].type, (spec.name, number)) for key in keys}
                model.objects.filter(id=number).update(**said)
            if keys:
                search.refill(spec)

    def _next(self, kind: str, place: Place) -> str:
        number = len(self.places) + 1
        said = f"199{number:08d}" if kind == "phone" else f"隐{number:06d}私"
        self.places[said] = place
        return said

    def shown(self, body: bytes) -> Iterator[Place]:
        """The records of which a marked value stands in an answer as it is."""
        for said in set(MARK.findall(text(body))):
            if said in self.places:
                yield self.places[said]


def _marked(kind: str) -> bool:
    return kind in ("text", "long_text", "phone")
