"""The last step of a filled template: what is marked as a link becomes one, in the letters it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONSHIP
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from jinja2 import nodes

from luoshi.reports.official import saved as saved
from luoshi.reports.template_places import CLOSE, MIDDLE, OPEN, stories

_MARKED = re.compile(f"{OPEN}(\\d+){MIDDLE}([^{CLOSE}]*){CLOSE}")
FIELD = 100
"""Characters that a field may take."""


def length(body: Sequence[nodes.Node], rows: int) -> int:
    """How long a template becomes at most, where a loop has at most so many rows."""
    total = 0
    for one in body:
        if isinstance(one, nodes.For):
            total += rows * length(one.body, rows)
        elif isinstance(one, nodes.Output):
            total += sum(
                len(part.data) if isinstance(part, nodes.TemplateData) else FIELD for part in one.nodes
            )
    return total


def linked(content: bytes, links: Sequence[str], address: str) -> bytes:
    """The file with its figures as links to the site's pages; as words where the site has no address."""
    document = Document(BytesIO(content))
    for part, _where in stories(document):
        known: dict[str, str] = {}
        for text in list(part.element.iter(qn("w:t"))):
            if OPEN in (text.text or ""):
                _split(part, text, links, address.rstrip("/"), known)
    return saved(document)


def _split(part: Any, text: Any, links: Sequence[str], address: str, known: dict[str, str]) -> None:
    """A run in which links are marked becomes several: plain words, a link, plain words."""
    run = text.getparent()
    inside = next(run.iterancestors(qn("w:hyperlink")), None) is not None
    if run.tag != qn("w:r") or inside or not address:
        text.text = _MARKED.sub(r"\2", text.text)
        return
    after = [one for one in run if run.index(one) > run.index(text)]
    place = run
    for words, number in _pieces(text.text):
        made = _run_like(run, words)
        if number is not None:
            where = address + links[number]
            if where not in known:
                known[where] = part.relate_to(where, RELATIONSHIP.HYPERLINK, is_external=True)
            made = _link(made, known[where])
        place.addnext(made)
        place = made
    run.remove(text)
    if after:
        rest = _run_like(run, "")
        rest.extend(after)
        place.addnext(rest)


def _pieces(text: str) -> Iterator[tuple[str, int | None]]:
    """Words with the number of the link that they are, where they are one."""
    at = 0
    for match in _MARKED.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], None
        yield match[2], int(match[1])
        at = match.end()
    if at < len(text):
        yield text[at:], None


def _run_like(run: Any, words: str) -> Any:
    """A run in the same letters."""
    made = OxmlElement("w:r")
    if run.rPr is not None:
        made.append(deepcopy(run.rPr))
    if words:
        text = OxmlElement("w:t")
        text.text = words
        text.set(qn("xml:space"), "preserve")
        made.append(text)
    return made


def _link(run: Any, relation: str) -> Any:
    made = OxmlElement("w:hyperlink")
    made.set(qn("r:id"), relation)
    made.set(qn("w:history"), "1")
    made.append(run)
    return made
