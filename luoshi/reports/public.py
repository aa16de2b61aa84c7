"""What anybody may read, without log-in: bulletins that were issued and opened, and their corrections.

These questions have no actor because their answer is the same for all. Nothing here tells who drafted,
signed or corrected: a public page holds no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from luoshi.kernel.errors import Missing
from luoshi.reports.models import Bulletin, Correction

SIZE = 20
AROUND = 40
"""Characters shown on either side of what was searched for."""
LONGEST = 100


@dataclass(frozen=True)
class Listed:
    """A line of the list. `excerpt`: where in its text the words searched for stand."""

    id: int
    title: str
    unit: str
    period: str
    kind: str
    signed_at: datetime
    corrections: int
    excerpt: str = ""


@dataclass(frozen=True)
class Found:
    rows: tuple[Listed, ...]
    total: int
    page: int


def search(words: str = "", *, period: str = "", pack: str = "", page: int = 1, size: int = SIZE) -> Found:
    """A page of public bulletins, the newest first: those whose text holds every word, of a year (2026) or
    a month (2026-05), of a pack. Two queries."""
    wanted = words[:LONGEST].split()
    found = _public()
    for word in wanted:
        found = found.filter(Q(title__icontains=word) | Q(words__icontains=word))
    if period:
        found = found.filter(period__startswith=period)
    if pack:
        found = found.filter(kind__startswith=f"{pack}.")
    total = found.count()
    names = [
        "id",
        "title",
        "unit",
        "period",
        "kind",
        "signed_at",
        "corrected",
        *(["words"] if wanted else []),
    ]
    first = (max(page, 1) - 1) * size
    rows = found.annotate(corrected=_corrected()).order_by("-signed_at", "-id").values(*names)
    return Found(tuple(_listed(row, wanted) for row in rows[first : first + size]), total, max(page, 1))


def _public() -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(state="issued").exclude(public_at=None)


def _corrected() -> Count:
    return Count("corrections", filter=~Q(corrections__number=None))


def _listed(row: dict[str, Any], wanted: Sequence[str]) -> Listed:
    return Listed(
        row["id"], row["title"], row["unit"], row["period"], row["kind"], row["signed_at"], row["corrected"],
        excerpt(row.get("words") or "", wanted),
    )  # fmt: skip


def excerpt(text: str, wanted: Sequence[str]) -> str:
    """The line around the first of the words; empty where only the title has them."""
    body = text.partition("\n")[2]
    places = [place for word in wanted if (place := body.lower().find(word.lower())) >= 0]
    if not places:
        return ""
    at = min(places)
    start, end = max(body.rfind("\n", 0, at) + 1, at - AROUND), at + AROUND
    line = body[start:end].partition("\n")[0]
    return (
        ("…" if start and body[start - 1] != "\n" else "") + line + ("…" if len(line) == end - start else "")
    )


@dataclass(frozen=True)
class Archive:
    """How many public bulletins there are: by month, the newest first, and by pack."""

    months: dict[str, int]
    packs: dict[str, int]


def archive() -> Archive:
    """One query."""
    months: dict[str, int] = {}
    packs: dict[str, int] = {}
    rows = _public().order_by("-period", "kind").values_list("period", "kind")
    for period, kind, count in rows.annotate(n=Count("id")):
        pack = kind.partition(".")[0]
        months[period] = months.get(period, 0) + count
        packs[pack] = packs.get(pack, 0) + count
    return Archive(months, packs)


def bulletin(number: int) -> Bulletin:
    """A public bulletin, or `Missing`: not there and not public look the same."""
    found = _public().filter(id=number).first()
    if found is None:
        raise Missing("没有这份公开的通报", hint="它可能没有公开，或已经撤下")
    return found


def corrections(found: Bulletin) -> list[Correction]:
    """The correction notices of a public bulletin, the first first."""
    return list(found.corrections.exclude(number=None).order_by("number"))


def state(number: int) -> tuple[str, int]:
    """What a public bulletin's page depends on: its digest and how many corrections it has. One query;
    `Missing` as above."""
    rows = _public().filter(id=number).annotate(corrected=_corrected())
    found: tuple[str, int] | None = rows.values_list("digest", "corrected").first()
    if found is None:
        raise Missing("没有这份公开的通报", hint="它可能没有公开，或已经撤下")
    return found


def newest() -> datetime | None:
    """When the public pages last changed; None while there is nothing. One query."""
    said = _public().aggregate(opened=Max("public_at"), corrected=Max("corrections__issued_at"))
    return max((one for one in said.values() if one), default=None)
