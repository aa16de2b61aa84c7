"""Gather the words of the pages and compile their English: `python -m scripts.messages`.

Templates are read by Django's own `templatize`; gettext's programs are not needed. The catalogue keeps
what is translated, gains what is new and loses what is gone. Translate in django.po, then run it again;
the exit status is 1 while a message has no English.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "luoshi" / "web"
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
NOT_PAGES = frozenset({"style", "static"})
"""The style page is for those who build pages; it is served in development only."""

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")

Said = str | tuple[str, ...]


def placeholders(text: str) -> list[str]:
    """What a message leaves open, in no order: a translation leaves open the same."""
    return sorted(PLACEHOLDER.findall(text))


def catalogue() -> Catalog:
    """The catalogue as it stands in django.po."""
    if not PO.exists():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def said() -> Iterator[tuple[str, Said, str | None]]:
    """Every message of the pages: the file that says it, the message and its context."""
    for path in sorted((*WEB.rglob("*.py"), *WEB.rglob("*.html"))):
        if path.relative_to(WEB).parts[0] in NOT_PAGES:
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".html":
            text = "\n".join(line.strip() for line in templatize(text).split("\n"))
        for _, function, words, _ in extract_python(io.BytesIO(text.encode()), KEYWORDS, (), {}):
            if found := _message(str(function or ""), words):
                yield str(path.relative_to(ROOT)), *found


def _message(function: str, words: object) -> tuple[Said, str | None] | None:
    """The message of a call and its context; None when it is not a plain text."""
    given = [words] if isinstance(words, str) else list(words) if isinstance(words, tuple | list) else []
    context = given.pop(0) if function.startswith(("pgettext", "npgettext")) and given else None
    many = 2 if "n" in function.partition("gettext")[0] else 1
    texts = tuple(given[:many])
    if len(texts) < many or not all(isinstance(text, str) for text in texts):
        return None
    return (texts[0] if many == 1 else texts), context


def gathered(old: Catalog) -> Catalog:
    """A catalogue of what the pages say now, with the English of `old`."""
    new = Catalog(
        "en", header_comment="# English of the pages; gathered by scripts/messages.py, translated here.",
        project="Luoshi", version="1", charset="utf-8", fuzzy=False,
        creation_date=old.creation_date, revision_date=old.creation_date,
    )  # fmt: skip
    for path, message, context in said():
        known = old.get(message if isinstance(message, str) else message[0], context)
        new.add(message, known.string if known else None, locations=[(path, 0)], context=context)
    return new


def missing(known: Catalog) -> list[Message]:
    """Messages with no English, or with English that leaves open something else."""
    return [one for one in known if one.id and not _whole(one)]


def _whole(one: Message) -> bool:
    ids = (one.id,) if isinstance(one.id, str) else one.id
    strings = one.string if isinstance(one.string, tuple | list) else (one.string,)
    wanted = placeholders(ids[0])
    return all(text and placeholders(text) == wanted for text in strings) and not one.fuzzy


def main() -> int:
    known = gathered(catalogue())
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, known, width=110, sort_by_file=True, include_lineno=False)
    with MO.open("wb") as file:
        write_mo(file, known)
    lacking = missing(known)
    for one in lacking:
        sys.stdout.write(f"{', '.join(sorted({path for path, _ in one.locations}))}: {one.id}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    raise SystemExit(main())
