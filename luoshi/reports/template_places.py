"""A Word template taken apart: every field with its place, what is wrong with it, and its text made clean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONSHIP
from docx.oxml.ns import qn
from jinja2 import nodes
from lxml import etree

from luoshi.kernel import contents
from luoshi.kernel.errors import InputError, Problem
from luoshi.reports import template_grammar as grammar
from luoshi.reports.template_grammar import Scope, Wrong

LARGEST = 20 * 1024 * 1024
"""Bytes that a template may unpack to."""
MOST_FIELDS = 2_000
MOST_PARTS = 100_000
"""Elements of the text: some hundred pages."""
MOST_TOLD = 100
"""Mistakes told at once."""
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
"""Around what becomes a link: OPEN number MIDDLE words CLOSE. Signs for private use, which no text has."""
_TAG = re.compile(r"\{\{([^{}]*)\}\}|\{%([^{}]*)%\}")
_HEAD = re.compile(r"(tr|p)\s+(.*)", re.DOTALL)
_END = re.compile(r"endfor\s*")
_ELSEWHERE = re.compile(r"\{\{|\{%|\{#|%\}|[\ue000-\ue002]")
_BETWEEN = re.compile(rb"<[^>]*>")
_OPENS = {RELATIONSHIP.HEADER: "页眉", RELATIONSHIP.FOOTER: "页脚"}
_OWN_TEXT = etree._Element.text.__get__
"""What stands in an element itself: python-docx says of a paragraph all that is in it."""
Meaning = Callable[[nodes.Node, Scope], Iterator[Problem]]
"""What is wrong with a field, or with what a loop goes over, that only the site knows: a name, a month."""


@dataclass
class _Loop:
    kind: str
    variable: str
    over: nodes.Node
    around: Any
    where: str


def opened(name: str, content: bytes) -> Any:
    """A template as python-docx opens it; `InputError` for bombs, macros and what is no Word file."""
    contents.refuse_programs(name, content)
    contents.refuse_bombs(name, content, LARGEST)
    try:
        document = Document(BytesIO(content))
        assert document.element.body is not None
        return document
    except Exception:  # a file that somebody made to be strange fails in any way it likes
        raise InputError(f"{name} 不是完好的 Word 文档", hint="另存为 .docx 再上传") from None


def cleaned(document: Any, meaning: Meaning) -> list[Problem]:
    """Every mistake of a template with its place; its fields are written anew as they were understood.

    Only a template without mistakes may be filled.
    """
    found: list[Problem] = []
    many = 0
    for part, where in stories(document):
        if sum(1 for _one in part.element.iter()) > MOST_PARTS:
            return [Problem("模板太长", "一百页以内，不用的格式清除掉")]
        reader = _Reader(where, meaning)
        reader.read(part.element)
        found += reader.found
        many += reader.many
    found += _elsewhere(document)
    if many > MOST_FIELDS:
        found.append(Problem(f"模板里有 {many} 处要填的", f"最多 {MOST_FIELDS} 处"))
    return found[:MOST_TOLD]


def stories(document: Any) -> Iterator[tuple[Any, str]]:
    """The parts in which fields may stand: the text, headers, footers."""
    yield document.part, ""
    for one in document.part.rels.values():
        if one.reltype in _OPENS and not one.is_external:
            yield one.target_part, _OPENS[one.reltype]


def paragraphs(element: Any) -> list[Any]:
    return list(element.iter(qn("w:p")))


def texts(paragraph: Any) -> list[Any]:
    """A paragraph's own pieces of text; not those of a text box that hangs in it."""
    return [one for one in paragraph.iter(qn("w:t")) if next(one.iterancestors(qn("w:p"))) is paragraph]


class _Reader:
    """One part, read from its beginning to its end."""

    def __init__(self, story: str, meaning: Meaning) -> None:
        self.story, self.meaning = story, meaning
        self.found: list[Problem] = []
        self.many = 0
        self.loop: _Loop | None = None

    def read(self, element: Any) -> None:
        places = _Places(element, self.story)
        for one in paragraphs(element):
            pieces = texts(one)
            words = "".join(piece.text or "" for piece in pieces)
            if len(self.found) > MOST_TOLD or self.many > MOST_FIELDS:
                break
            if "{" in words or "}" in words:
                self._paragraph(one, pieces, words, places.of(one))
        if self.loop:
            self._tell(
                self.loop.where, "{%" + f"{self.loop.kind} for … " + "%}", "循环没有结束", self._ending()
            )
        for one in element.iter():
            self._strange(one)

    def _ending(self) -> str:
        return "{%" + f"{self.loop.kind if self.loop else 'tr'} endfor " + "%}"

    def _tell(self, where: str, near: str, what: str, right: str = "") -> None:
        self.found.append(Problem(what, right, file=f"{where}“{near}”"))

    def _strange(self, element: Any) -> None:
        """Marks where no text is: in an address, the name of a picture, a formula."""
        said = [*map(str, element.attrib.values())]
        own = _OWN_TEXT(element) or ""
        if element.tag != qn("w:t") or set(own) & {OPEN, MIDDLE, CLOSE}:
            said.append(own)
        if any(_ELSEWHERE.search(one) for one in said):
            self._tell(self.story or "正文", " ".join(said)[:40], "这里不能写要填的内容", "只写在文字里")

    def _paragraph(self, paragraph: Any, pieces: list[Any], words: str, where: str) -> None:
        at, written = 0, []
        for match in _TAG.finditer(words):
            self.many += 1
            near = _around(words, match.start(), match.end())
            self._stray(words[at : match.start()], where, near)
            try:
                if match[1] is not None:
                    clean = self._field(match[1], where, near)
                else:
                    clean = self._statement(match[2], paragraph, words, where, near)
                written.append((match.start(), match.end(), clean))
            except Wrong as wrong:
                self.found += [replace(one, file=f"{where}“{near}”") for one in wrong.problems]
            at = match.end()
        self._stray(words[at:], where, _around(words, at, len(words)))
        _rewrite(pieces, written)

    def _stray(self, words: str, where: str, near: str) -> None:
        if "{" in words or "}" in words:
            self._tell(where, near, "花括号不成对", grammar.EXAMPLE)

    def _field(self, inner: str, where: str, near: str) -> str:
        said = grammar.field(inner)
        wrong = list(grammar.wrong_field(said, self._scope())) or list(self.meaning(said, self._scope()))
        self.found += [replace(one, file=f"{where}“{near}”") for one in wrong]
        return "" if wrong else "{{ " + grammar.written(said) + " }}"

    def _scope(self) -> Scope:
        return {self.loop.variable: self.loop.over} if self.loop else {}

    def _statement(self, inner: str, paragraph: Any, words: str, where: str, near: str) -> str:
        match = _HEAD.fullmatch(inner.rstrip())
        if match is None:
            word = inner.split(maxsplit=1)[0] if inner.strip() else ""
            what = "循环要写明是整行还是整段" if word in ("for", "endfor") else f"模板里不能写“{word}”"
            raise Wrong(what, f"表格整行：{grammar.LOOP}；整段：{grammar.LOOP.replace('tr', 'p', 1)}")
        kind, rest = match.groups()
        if _END.fullmatch(rest):
            begun, self.loop = self.loop, None
            _fits(begun, kind, _alone(paragraph, words, kind))
            return "{%" + kind + " endfor %}"
        said = grammar.loop(rest)
        wrong = list(grammar.wrong_loop(said, self._scope())) or list(self.meaning(said.iter, {}))
        self.found += [replace(one, file=f"{where}“{near}”") for one in wrong]
        if not isinstance(said.target, nodes.Name) or self.loop is not None:
            return ""
        self.loop = _Loop(kind, said.target.name, said.iter, None, where)
        self.loop.around = _alone(paragraph, words, kind)
        head = f"{kind} for {self.loop.variable} in "
        return "" if wrong else "{%" + head + grammar.written(said.iter) + " %}"


def _fits(begun: _Loop | None, kind: str, around: Any) -> None:
    if begun is None:
        raise Wrong("这个 endfor 前面没有循环", grammar.LOOP)
    if begun.around is not None and (begun.kind != kind or begun.around is not around):
        ending = "{%" + f"{begun.kind} endfor " + "%}"
        raise Wrong("循环的开头和结尾不在一处", f"在同一张表或同一段文字里写 {ending}")


def _alone(paragraph: Any, words: str, kind: str) -> Any:
    """What holds the row or paragraph that a loop's head or end has for itself, for it is taken away."""
    holder = paragraph
    if kind == "tr":
        holder = _first(paragraph, "w:tr")
        if holder is None:
            raise Wrong("这里不是表格", f"整段的循环写作 {grammar.LOOP.replace('tr', 'p', 1)}")
        if _first(holder, "w:tr") is not None or holder.find(f".//{qn('w:tbl')}") is not None:
            raise Wrong("表格里的表格不能循环", "把表格放在正文里")
        words = "".join(one.text or "" for one in holder.iter(qn("w:t")))
    elif paragraph.find(f".//{qn('w:p')}") is not None:
        raise Wrong("这一段里有文本框，不能循环", "把循环写在单独一段")
    if len(_TAG.findall(words)) != 1 or _TAG.sub("", words).strip():
        raise Wrong("循环的开头和结尾要单独占一行或一段", "其他文字移到别的行")
    return holder.getparent()


def _rewrite(pieces: list[Any], written: list[tuple[int, int, str]]) -> None:
    """Each field in one piece of text, as it was understood: Word breaks a line of text as it likes."""
    for start, end, clean in reversed(written):
        at, put = 0, clean
        for piece in pieces:
            own = piece.text or ""
            low, high = max(start - at, 0), min(end - at, len(own))
            at += len(own)
            if low < high:
                piece.text = own[:low] + put + own[high:]
                piece.set(qn("xml:space"), "preserve")
                put = ""


def _around(words: str, start: int, end: int) -> str:
    """A field with a few words before and after it."""
    before, after = words[max(0, start - 8) : start], words[end : end + 8]
    middle = words[start:end]
    return f"{before}{middle if len(middle) <= 60 else middle[:60] + '…'}{after}".strip()


class _Places:
    """Where a paragraph stands, as a person counts: written paragraphs, tables, rows, cells."""

    def __init__(self, element: Any, story: str) -> None:
        self.story = story
        self.lines = _numbered(
            one
            for one in paragraphs(element)
            if _first(one, "w:tc", "w:p") is None and "".join(one.itertext()).strip()
        )
        tables = [one for one in element.iter(qn("w:tbl")) if _first(one, "w:tbl") is None]
        self.tables = _numbered(tables)
        self.rows = [_numbered(one.iter(qn("w:tr"))) for one in tables]

    def of(self, paragraph: Any) -> str:
        if _first(paragraph, "w:tbl") is None:
            outer = [paragraph, *paragraph.iterancestors(qn("w:p"))][-1]
            return f"{self.story or '正文'}第{self.lines.get(outer, 1)}段"
        table, row, cell = (list(paragraph.iterancestors(qn(name)))[-1] for name in ("w:tbl", "w:tr", "w:tc"))
        number = self.tables[table]
        column = list(row.iter(qn("w:tc"))).index(cell) + 1
        return f"{self.story}第{number}张表第{self.rows[number - 1][row]}行第{column}列"


def _numbered(several: Iterable[Any]) -> dict[Any, int]:
    return {one: number for number, one in enumerate(several, start=1)}


def _first(element: Any, *names: str) -> Any:
    """The nearest of these that holds an element."""
    return next(element.iterancestors(*map(qn, names)), None)


def _elsewhere(document: Any) -> Iterator[Problem]:
    """Marks in footnotes, comments, the file's properties: nothing is filled in there."""
    read = {one.partname for one, _where in stories(document)}
    for part in document.part.package.iter_parts():
        is_text = part.partname not in read and str(part.content_type).endswith("xml")
        if is_text and re.search(rb"\{\{|\{%|\{#", _BETWEEN.sub(b"", part.blob)):
            where = str(part.partname).lstrip("/")
            yield Problem("这里不能写要填的内容", "只写在正文、表格、页眉、页脚里", file=where)
