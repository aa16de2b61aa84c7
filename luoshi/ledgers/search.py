"""Finding records by what their texts say: any part of a Chinese text, words in any order, or the initials
of their pinyin (`pgz` finds 苹果汁).

A table beside each ledger's holds its texts cut into pairs of neighbouring characters, so that a phrase of
pairs is a part of the text, found by an index: FTS5 on SQLite, a GIN index over tsvector on PostgreSQL. It is
written with the row and can be made anew from the rows (docs/decisions/0013).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from luoshi.packs.spec import TEXTS, Ledger

NAMES = frozenset({"text", "organization"})
"""Types of fields whose texts are found by their initials too."""
_LONGEST = 2_000
"""Characters of a text that are searched."""
_NAME = 40
"""Characters of a name whose initials are kept."""
_WORDS = 12
"""Words of a question; what comes after them is not asked."""
_BATCH = 500
_RUN = re.compile(r"[0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")


def table(spec: Ledger) -> str:
    """The name of a ledger's search table."""
    return f"search_{spec.pack}_{spec.key}"


def creation(spec: Ledger) -> list[str]:
    """The statements that make it."""
    name = table(spec)
    if connection.vendor == "postgresql":
        return [
            f"CREATE TABLE {name} "
            "(id bigint PRIMARY KEY, words tsvector NOT NULL, initials tsvector NOT NULL)",
            f"CREATE INDEX {name}_words ON {name} USING gin (words)",
            f"CREATE INDEX {name}_initials ON {name} USING gin (initials)",
        ]
    tokens = "tokenize='unicode61 remove_diacritics 0'"
    return [f"CREATE VIRTUAL TABLE {name} USING fts5(words, initials, {tokens})"]


def exists(spec: Ledger) -> bool:
    """Whether the ledger has its search table."""
    with connection.cursor() as cursor:
        return table(spec) in connection.introspection.table_names(cursor)


def changes(spec: Ledger, names: Iterable[str]) -> bool:
    """Whether any of the columns is searched."""
    return not _columns(spec).keys().isdisjoint(names)


def put(spec: Ledger, rows: Sequence[Mapping[str, Any]], *, new: bool = False) -> None:
    """Write what rows of stored values (with `id`) say; in place of what they said, unless they are new."""
    columns, name = _columns(spec), table(spec)
    with connection.cursor() as cursor:
        if not new:
            cursor.executemany(f"DELETE FROM {name} WHERE {_key()} = %s", [(row["id"],) for row in rows])
        said: Any = ((row["id"], *_said(columns, row)) for row in rows)
        cursor.executemany(f"INSERT INTO {name} ({_key()}, words, initials) VALUES {_value()}", said)


def refill(spec: Ledger) -> None:
    """Make the table anew from the ledger's rows, in constant memory."""
    names = ["id", *_columns(spec)]
    last = 0
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table(spec)}")
        while True:
            cursor.execute(
                f"SELECT {', '.join(names)} FROM {spec.table} WHERE id > %s ORDER BY id LIMIT {_BATCH}",
                [last],
            )
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            if not rows:
                return
            put(spec, rows, new=True)
            last = rows[-1]["id"]


def purge(spec: Ledger) -> None:
    """Leave nothing of what rows no longer say. FTS5 keeps words that were put away in the parts of its index
    until these are merged, which reads the whole index; PostgreSQL does it when it next vacuums."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table(spec)}({table(spec)}) VALUES ('optimize')")


def condition(spec: Ledger, question: str) -> Q:
    """The rows in which every word of a question is found; a record's own number finds it as well."""
    terms = list(_terms(question))[:_WORDS]
    if not terms:
        return Q() if not question.strip() else Q(pk__in=[])
    ask = _postgres if connection.vendor == "postgresql" else _sqlite
    where, given = ask(terms)
    where = where.format(table=table(spec))
    found = Q(id__in=RawSQL(f"SELECT {_key()} FROM {table(spec)} WHERE {where}", given))
    return found | _numbered(question)


def openly(spec: Ledger, question: str, covered: Collection[str]) -> Q:
    """As `condition`, read from the texts themselves and from those that are not covered alone: no pinyin,
    and no faster than reading them all."""
    names = [name for name in _columns(spec) if name not in covered]
    terms = list(_terms(question))[:_WORDS]
    said = Q(*(Q(*((f"{name}__icontains", one) for name in names), _connector=Q.OR) for one in terms))
    return said | _numbered(question) if names and terms else _numbered(question)


def _numbered(question: str) -> Q:
    """The record whose own number the question is."""
    number = question.strip()
    return Q(id=int(number)) if number.isdecimal() and int(number) < 2**63 else Q(pk__in=[])


def _columns(spec: Ledger) -> dict[str, bool]:
    """Column → whether it is a name."""
    found = {key: one.type in NAMES for key, one in spec.fields.items() if one.type in TEXTS}
    codes = {f"{key}_code": False for key, one in spec.fields.items() if one.type == "organization"}
    return found | codes


def _said(columns: Mapping[str, bool], row: Mapping[str, Any]) -> tuple[str, str]:
    """The pairs of all texts, and the initials of the names, as the database takes them."""
    words: list[str] = []
    initials: list[str] = []
    for column, name in columns.items():
        text = row.get(column)
        if text:
            said, letters = _of_text(text, name)
            words.append(said)
            initials.append(letters)
    if connection.vendor == "postgresql":
        every = " ".join(words).split()
        places = " ".join(f"{word}:{place}" for place, word in enumerate(every[:16_000], start=1))
        return places, " ".join(initials)
    return " ".join(words), " ".join(initials)


@lru_cache(maxsize=20_000)
def _of_text(text: str, name: bool) -> tuple[str, str]:
    """A text's pairs, and its initials if it is a name; what many records say is cut once."""
    pairs = " ".join(pair for run in _runs(text[:_LONGEST]) for pair in _pairs(run))
    return pairs, " ".join(_initials(text[:_NAME])) if name else ""


def _runs(text: str) -> list[str]:
    """Unbroken runs of letters, figures and Chinese characters, in plain small letters."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _pairs(run: str) -> Iterator[str]:
    """苹果汁 is 苹果, 果汁, 汁: every character begins one, the last stands alone."""
    for place in range(len(run)):
        yield run[place : place + 2]


def _initials(text: str) -> Iterator[str]:
    """The initials from every word on: 苹果汁加工厂 is pgzjgc and jgc."""
    for run in _runs(text):
        letters = [_letters(word) for word in _cut(run)] if not run.isascii() else []
        for start in range(len(letters)):
            yield "".join(letters[start:])


@lru_cache(maxsize=50_000)
def _letters(word: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a moment; most commands never search

    return "".join(one[0] for one in lazy_pinyin(word, style=Style.FIRST_LETTER) if one[0].isascii()).lower()


def _cut(run: str) -> list[str]:
    import rjieba  # as above

    return list(rjieba.cut(run))


def _terms(question: str) -> Iterator[str]:
    """The words of a question: Chinese is cut into its words, so that 苹果加工厂 finds 苹果汁加工厂."""
    for run in _runs(question):
        words = [run] if run.isascii() or len(run) < 4 else [one for one in _cut(run) if len(one) > 1]
        yield from words or [run]


def _sqlite(terms: Sequence[str]) -> tuple[str, list[str]]:
    def one(term: str) -> str:
        pairs = [*_pairs(term)]
        whole = f'words : "{term}" *' if len(term) == 1 else f'words : "{" ".join(pairs[:-1])}"'
        return f'({whole} OR initials : "{term}" *)' if term.isalpha() and term.isascii() else f"({whole})"

    return "{table} MATCH %s", [" AND ".join(map(one, terms))]


def _postgres(terms: Sequence[str]) -> tuple[str, list[str]]:
    parts: list[str] = []
    given: list[str] = []
    for term in terms:
        pairs = [*_pairs(term)]
        phrase = f"{term}:*" if len(term) == 1 else " <-> ".join(pairs[:-1])
        if term.isalpha() and term.isascii():
            parts.append("(words @@ %s::tsquery OR initials @@ %s::tsquery)")
            given += [phrase, f"{term}:*"]
        else:
            parts.append("words @@ %s::tsquery")
            given.append(phrase)
    return " AND ".join(parts), given


def _key() -> str:
    return "id" if connection.vendor == "postgresql" else "rowid"


def _value() -> str:
    return "(%s, %s::tsvector, %s::tsvector)" if connection.vendor == "postgresql" else "(%s, %s, %s)"
