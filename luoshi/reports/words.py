"""All that a bulletin says as one text, to be searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def flat(content: Mapping[str, Any]) -> str:
    """Title, paragraphs and cells, a line each."""
    return "\n".join(_lines(content))


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    yield content["title"]
    yield content["basis"]
    for section in (*content["sections"], *content.get("annexes", ())):
        yield section["title"]
        yield from section["paragraphs"]
        if section["table"]:
            yield " ".join(section["table"]["heads"])
            yield from (" ".join(row) for row in section["table"]["rows"])
    yield content["issuer"]
