"""因果图 (fishbone): an effect and its causes by category, laid out by rule and drawn as SVG.

Pure; whole numbers of pixels, widths of letters reckoned rather wide than narrow, so that nothing overlaps in
any font."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

SIZE, LINE = 13, 18
"""Size of letters, and from one line to the next."""
LABEL, CAUSE, EFFECT = 92, 148, 156
"""How wide the lines of a category's name, of a cause and of the effect are at most."""
SLANT, GAP, EDGE = 56, 20, 12
"""How far a bone leans, what stays free between two things, and at the edge."""
_BROAD = frozenset("MWQOGmw@%&—…")
_CLOSING = frozenset("，。；：、！？）”’》】")


@dataclass(frozen=True)
class Cause:
    """A cause; `main` ones stand out."""

    text: str
    main: bool = False


Branch = tuple[str, Sequence[Cause]]
"""A category's name and its causes."""


@dataclass(frozen=True)
class Label:
    """Lines of text in a box, whose upper left corner is at (x, y)."""

    kind: str
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Stroke:
    """A line: spine, bone or twig."""

    kind: str
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Fish:
    """The whole picture."""

    width: int
    height: int
    labels: tuple[Label, ...]
    strokes: tuple[Stroke, ...]


def lay_out(effect: str, branches: Sequence[Branch]) -> Fish:
    """Categories two by two, above and below the spine, each with its causes along its bone; the effect is
    the head at the right. A side is as high as its fullest category."""
    above, below = _height(branches[::2]), _height(branches[1::2])
    head = _label("effect", effect, EFFECT)
    spine = max(EDGE + above, EDGE + head.height // 2)
    labels, strokes, right = list[Label](), list[Stroke](), EDGE
    for number, (name, causes) in enumerate(branches):
        side, left = (-1 if number % 2 == 0 else 1), EDGE + number // 2 * (CAUSE + SLANT + GAP)
        some, lines = _branch(name, causes, left + CAUSE, spine, side, below if side > 0 else above)
        labels, strokes = labels + some, strokes + lines
        right = left + CAUSE + SLANT + GAP
    strokes.insert(0, Stroke("spine", EDGE, spine, right + GAP, spine))
    labels.append(_at(head, right + GAP, spine - head.height // 2))
    height = spine + max(below, head.height - head.height // 2) + EDGE
    return Fish(right + GAP + head.width + EDGE, height, tuple(labels), tuple(strokes))


def _branch(
    name: str, causes: Sequence[Cause], far: int, spine: int, side: int, height: int
) -> tuple[list[Label], list[Stroke]]:
    """A category at the far end of its bone, `height` from the spine; its causes spread along the bone, each
    on a twig that reaches it. `side` is -1 above the spine."""
    box, said = _label("category", name, LABEL), [_cause(one) for one in causes]
    top = spine - height if side < 0 else spine + height - box.height
    joint = top + box.height if side < 0 else top
    labels = [_at(box, far - box.width // 2, top)]
    strokes = [Stroke("bone", far, joint, far + SLANT, spine)]
    room = height - box.height
    spare = (room - sum(one.height for one in said)) // (len(said) + 1)
    y = (joint if side < 0 else spine) + spare
    for one in said:
        foot = y + one.height
        near, bone = (far + SLANT * abs(at - joint) // room for at in (y, foot))
        left = min(near, bone) - one.width - 4
        labels.append(_at(one, left, y))
        strokes.append(Stroke("twig", left, foot, bone, foot))
        y = foot + spare
    return labels, strokes


def _height(branches: Sequence[Branch]) -> int:
    """What the fullest of some categories needs from the spine to its name's far edge."""
    needed = [
        _label("category", name, LABEL).height
        + sum(_cause(one).height + GAP // 2 for one in causes)
        + GAP // 2
        for name, causes in branches
    ]
    return max([*needed, LINE * 4]) if branches else 0


def _cause(one: Cause) -> Label:
    return _label("main" if one.main else "cause", ("★" if one.main else "") + one.text, CAUSE - 8)


def _label(kind: str, text: str, widest: int) -> Label:
    boxed = 12 if kind in ("category", "effect") else 0
    lines = tuple(wrapped(text, widest - boxed))
    return Label(kind, lines, 0, 0, max(map(width, lines)) + boxed, len(lines) * LINE + boxed // 2)


def _at(label: Label, x: int, y: int) -> Label:
    return Label(label.kind, label.lines, x, y, label.width, label.height)


def wrapped(text: str, widest: int) -> Iterator[str]:
    """The text in lines no wider than that; Latin words and numbers stay whole where they fit."""
    line = ""
    for part in _parts(" ".join(text.split())):
        if width(line + part) <= widest:
            line += part
            continue
        if line.strip():
            yield line.strip()
        line = part.lstrip()
        while width(line) > widest:
            fits = next(end for end in range(len(line), 0, -1) if end == 1 or width(line[:end]) <= widest)
            yield line[:fits]
            line = line[fits:]
    yield line.strip()


def _parts(text: str) -> Iterator[str]:
    """Where a line may end: behind a Chinese character or a space, but not before a closing mark."""
    word = ""
    for one in text:
        alone = one == " " or _is_wide(one) or (word and _is_wide(word[-1]))
        if word and alone and one not in _CLOSING:
            yield word
            word = ""
        word += one
    if word:
        yield word


def _is_wide(one: str) -> bool:
    return unicodedata.east_asian_width(one) in "WFA"


def width(text: str) -> int:
    """Pixels that a text takes at most: a full square for a Chinese character or a broad letter."""
    return sum(SIZE + 1 if _is_wide(one) or one in _BROAD else 9 for one in text)


_STYLE = {
    "spine": 'stroke-width="3"', "bone": 'stroke-width="2"', "twig": 'stroke-width="1"',
    "effect": 'font-weight="700"', "category": 'font-weight="700"', "main": 'font-weight="700"', "cause": "",
}  # fmt: skip


def svg(effect: str, branches: Sequence[Branch], title: str) -> str:
    """The picture as text of its own size, in the colour of the text around it. `title` says what it shows to
    whoever does not see it."""
    fish = lay_out(effect, branches)
    drawn = [_line(one) for one in fish.strokes]
    for one in fish.labels:
        drawn += [*_box(one), *_lines(one)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="fishbone" role="img" width="{fish.width}" '
        f'height="{fish.height}" viewBox="0 0 {fish.width} {fish.height}" font-size="{SIZE}" '
        f'fill="currentColor" stroke="none"><title>{escape(title)}</title>{"".join(drawn)}</svg>'
    )


def _line(one: Stroke) -> str:
    return (
        f'<line x1="{one.x1}" y1="{one.y1}" x2="{one.x2}" y2="{one.y2}" stroke="currentColor" '
        f"{_STYLE[one.kind]}/>"
    )


def _box(one: Label) -> Iterator[str]:
    if one.kind in ("effect", "category"):
        yield (
            f'<rect x="{one.x}" y="{one.y}" width="{one.width}" height="{one.height}" rx="3" fill="none" '
            'stroke="currentColor"/>'
        )


def _lines(one: Label) -> Iterator[str]:
    """Boxed text in the middle, a cause on the left of its twig."""
    boxed = one.kind in ("effect", "category")
    x = one.x + one.width // 2 if boxed else one.x
    anchor = ' text-anchor="middle"' if boxed else ""
    for number, line in enumerate(one.lines, start=1):
        y = one.y + number * LINE - 5 + (3 if boxed else 0)
        yield f'<text x="{x}" y="{y}"{anchor} {_STYLE[one.kind]}>{escape(line)}</text>'
