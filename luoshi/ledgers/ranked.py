"""Records in which any of some words stand, the most telling first: what a ranking looks at closely.

It reads the table of `search`, which is written with each row, and so it is right as soon as a record is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from luoshi.ledgers import search
from luoshi.packs.spec import Ledger

COMMON = 0.2
"""A word that stands in more of the records than this chooses none, where a rarer one was asked."""
_BATCH = 100


def total(spec: Ledger) -> int:
    """How many records are searched."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {spec.table}")
        return int(cursor.fetchone()[0])


def holding(spec: Ledger, words: Collection[str]) -> dict[str, int]:
    """Word → in how many records it stands. A query for a hundred words."""
    asked, found = sorted(words), dict[str, int]()
    for start in range(0, len(asked), _BATCH):
        part = asked[start : start + _BATCH]
        counts = " UNION ALL ".join(
            f"SELECT {place}, count(*) FROM {search.table(spec)} WHERE {_matches()}"
            for place in range(len(part))
        )
        with connection.cursor() as cursor:
            cursor.execute(counts, [_phrase(word) for word in part])
            found |= {part[place]: int(count) for place, count in cursor.fetchall()}
    return found


def nearest(spec: Ledger, within: QuerySet[Any], words: Mapping[str, float], limit: int) -> list[int]:
    """The numbers of the rows of `within` in which one of the words stands (each with how telling it is),
    the most telling first. One query."""
    if not words:
        return []
    try:
        rows, given = within.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return []
    ask = _postgres if connection.vendor == "postgresql" else _sqlite
    statement, said, ordered = ask(search.table(spec), words, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT {limit:d}", [*said, *given, *ordered])
        return [int(number) for (number,) in cursor.fetchall()]


def choosing(holding: Mapping[str, int], total: int) -> set[str]:
    """The words by which records are chosen: those that stand in some, and not in every other one."""
    known = {word for word, count in holding.items() if count}
    rare = {word for word in known if holding[word] <= COMMON * total}
    return rare or known


_Asked = tuple[str, Sequence[Any], Sequence[Any]]


def _sqlite(table: str, words: Mapping[str, float], rows: str) -> _Asked:
    match = " OR ".join(_phrase(word).join("()") for word in sorted(words))
    where = f"{table} MATCH %s AND +rowid IN ({rows})"
    return f"SELECT rowid FROM {table} WHERE {where} ORDER BY rank, rowid DESC", [match], []


def _postgres(table: str, words: Mapping[str, float], rows: str) -> _Asked:
    asked = sorted(words)
    anything = " | ".join(_phrase(word).join("()") for word in asked)
    worth = " + ".join("%s * (words @@ %s::tsquery)::int" for _ in asked)
    said = [one for word in asked for one in (words[word], _phrase(word))]
    where = f"words @@ %s::tsquery AND id IN ({rows})"
    return f"SELECT id FROM {table} WHERE {where} ORDER BY {worth} DESC, id DESC", [anything], said


def _matches() -> str:
    return "words @@ %s::tsquery" if connection.vendor == "postgresql" else "words MATCH %s"


def _phrase(word: str) -> str:
    """A word as the database asks for it: its pairs one after the other."""
    pairs = [word[place : place + 2] for place in range(len(word) - 1)]
    if connection.vendor == "postgresql":
        return f"{word}:*" if not pairs else " <-> ".join(pairs)
    return f'words : "{word}" *' if not pairs else f'words : "{" ".join(pairs)}"'
