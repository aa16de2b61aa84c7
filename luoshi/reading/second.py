"""An optional second reader: a model behind an OpenAI-compatible endpoint, inside the office's own network.

Off unless configured (LUOSHI_READER_URL, LUOSHI_READER_MODEL, LUOSHI_READER_KEY): without it no text leaves.
A model is not believed. Each of its proposals must quote the text to the letter and state the number that our
own rules read there; names and terms must stand in the same paragraph. What does not is dropped, with why.
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from luoshi.kernel.progress import Tell, silent
from luoshi.reading.folding import fold
from luoshi.reading.measure import HALF, overlap
from luoshi.reading.proposal import Cadence, Figure, Proposal, Target, Task
from luoshi.reading.values import Number, numbers

PART = 3_000
"""Signs that are sent at once, whole paragraphs where they are shorter."""
LONGEST_QUOTE = 400
LARGEST_ANSWER = 2_000_000
GIVES_UP = 3
"""Parts that fail one after the other, after which nothing more is sent."""
RULE, CONFIDENCE = "second", 0.5
_COMPARATORS = frozenset(("ge", "gt", "le", "eq", "range", "about"))
_EVERY = frozenset(("week", "month", "quarter", "half-year", "year"))
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
_ASKED = """你从领导讲话和政府文件里找出四类内容，只输出一个 JSON 对象 {"objects": [...]}，不要解释。
每个对象：kind、text（从原文逐字照抄的一段，不得改动一个字），以及：
- figure（已有的数）：metric、value、unit、period、scope
- target（要达到的数）：metric、comparator（ge/gt/le/eq/range/about）、value、value_max、unit、owner（数组）、deadline
- task（要谁做什么，不以数为主）：owner（数组）、support（数组）、deadline
- cadence（多久一次的通报、调度、考核）：every（week/month/quarter/half-year/year）、activity
value 是照原文单位写的阿拉伯数字，unit 照抄原文；×、xx 等隐去的数不要；号召和口号不是任务；没有的字段给 null 或 []。"""


@dataclass(frozen=True)
class Endpoint:
    """Where the second reader is asked; `seconds` are what one part may take in all."""

    url: str
    model: str
    key: str = ""
    seconds: float = 120

    @classmethod
    def configured(cls, environment: Mapping[str, str]) -> Endpoint | None:
        """The endpoint of an installation; None where none is set."""
        url, model = environment.get("LUOSHI_READER_URL", ""), environment.get("LUOSHI_READER_MODEL", "")
        if not url.startswith(("http://", "https://")) or not model:
            return None
        return cls(url.rstrip("/"), model, environment.get("LUOSHI_READER_KEY", ""))


@dataclass
class Second:
    """What came of asking: proposals that hold, why others were dropped, which parts gave no answer."""

    kept: list[Proposal] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class _Failed(Exception):
    """A part that gave no usable answer; the message says why."""


def read(text: str, endpoint: Endpoint, *, tell: Tell = silent) -> Second:
    """Ask about a text, part by part. A part that fails is told and passed over; nothing raises."""
    made, several, in_a_row = Second(), list(parts(text)), 0
    for number, (start, words) in enumerate(several):
        tell("第二识别", number, len(several))
        try:
            objects = _asked(endpoint, words)
            in_a_row = 0
        except _Failed as fault:
            made.failed.append(str(fault))
            in_a_row += 1
            if in_a_row == GIVES_UP:
                break
            continue
        taken: set[tuple[str, int]] = set()
        for one in objects:
            found = checked(one, words, start, taken)
            if isinstance(found, str):
                made.dropped.append(found)
            else:
                taken.add((found.kind, found.start))
                made.kept.append(found)
    made.kept.sort(key=lambda one: (one.start, -one.end))
    return made


def beside(first: Iterable[Proposal], second: Iterable[Proposal]) -> list[Proposal]:
    """What the second reader found and the first did not."""
    known = [one.to_json() for one in first]
    return [
        one
        for one in second
        if not any(same["kind"] == one.kind and overlap(same, one.to_json()) >= HALF for same in known)
    ]


def parts(text: str) -> Iterator[tuple[int, str]]:
    """(offset, words) of the parts that are sent: paragraphs together up to PART signs, longer ones cut."""
    start = at = 0
    for line in re.finditer(r"[^\n]*\n?", text):
        for cut in range(line.start(), max(line.end(), line.start() + 1), PART):
            end = min(cut + PART, line.end())
            if end - start > PART and at > start:
                yield start, text[start:at]
                start = at
            at = end
    if text[start:at].strip():
        yield start, text[start:at]


def _asked(endpoint: Endpoint, words: str) -> Sequence[Any]:
    """The objects that the model gives for a part."""
    body = {
        "model": endpoint.model, "temperature": 0, "stream": False, "response_format": {"type": "json_object"},
        "messages": [{"role": "system", "content": _ASKED}, {"role": "user", "content": words}],
    }  # fmt: skip
    head = {"Content-Type": "application/json"}
    if endpoint.key:
        head["Authorization"] = f"Bearer {endpoint.key}"
    asked = urllib.request.Request(
        f"{endpoint.url}/chat/completions", json.dumps(body, ensure_ascii=False).encode(), head
    )
    try:
        said = json.loads(_fetched(asked, endpoint.seconds))
        content = said["choices"][0]["message"]["content"]
        return _objects(content)
    except urllib.error.HTTPError as fault:
        raise _Failed(f"第二识别服务答复 {fault.code}") from fault
    except (OSError, HTTPException) as fault:
        raise _Failed("第二识别服务没有按时答复或连不上") from fault
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as fault:
        raise _Failed("第二识别服务的答复读不懂") from fault


class _Stays(urllib.request.HTTPRedirectHandler):
    """The text goes where it was configured to go and nowhere else."""

    def redirect_request(self, *_said: Any) -> None:
        return None


def _fetched(asked: urllib.request.Request, seconds: float) -> bytes:
    """The answer's body, in so many seconds altogether; through no proxy, along no redirect."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stays())
    until = time.monotonic() + seconds
    with opener.open(asked, timeout=seconds) as answer:
        said = b""
        while piece := answer.read1(65_536):
            said += piece
            if time.monotonic() > until or len(said) > LARGEST_ANSWER:
                raise TimeoutError("the answer does not end")
    return said


def _objects(content: str) -> Sequence[Any]:
    """The objects in what a model says, aside from its thoughts and its fences."""
    bare = _THOUGHT.sub("", content)
    fenced = _FENCED.search(bare)
    said = json.loads((fenced[1] if fenced else bare).strip())
    found = said["objects"] if isinstance(said, dict) else said
    if not isinstance(found, list):
        raise ValueError("no list of objects")
    return found


def checked(one: Any, words: str, start: int, taken: set[tuple[str, int]]) -> Proposal | str:
    """A model's object as a proposal, or why it is dropped. `words` begin at `start` of the text; `taken` are
    (kind, offset) of those already kept: the same quotation again is the next place where it stands."""
    said: Mapping[str, Any] = one if isinstance(one, dict) else {}
    kind, quote = said.get("kind"), said.get("text")
    make = _MAKERS.get(kind) if isinstance(kind, str) else None
    if make is None or not isinstance(quote, str) or not 1 < len(quote.strip()) <= LONGEST_QUOTE:
        return "不是四类之一，或没有引文"
    at = words.find(quote)
    while at >= 0 and (kind, start + at) in taken:
        at = words.find(quote, at + 1)
    if at < 0:
        return f"原文里没有“{quote[:40]}”"
    line = words[words.rfind("\n", 0, at) + 1 : (words.find("\n", at) + 1 or len(words) + 1) - 1]
    span = {"start": start + at, "end": start + at + len(quote), "text": quote}
    return make(said, quote, line, {**span, "rule": RULE, "confidence": CONFIDENCE})


def _word(said: Mapping[str, Any], key: str, line: str) -> str | None:
    """A word of the paragraph, or nothing."""
    value = said.get(key)
    return value if isinstance(value, str) and value and value in line else None


def _names(said: Mapping[str, Any], key: str, line: str) -> tuple[str, ...]:
    values = said.get(key)
    listed = values if isinstance(values, list) else []
    return tuple(dict.fromkeys(one for one in listed if isinstance(one, str) and one and one in line))


def _number(said: Mapping[str, Any], quote: str) -> Number | None:
    """The number of the quotation that the object states, as our own rules read it."""
    stated = (str(said.get("value") or "").replace(",", ""), said.get("unit") or "")
    for one in numbers(fold(quote)):
        top = str(said.get("value_max") or "") or None
        if stated == (one.value, one.unit) and top == one.value_max:
            return one
    return None


def _figure(said: Mapping[str, Any], quote: str, line: str, span: dict[str, Any]) -> Proposal | str:
    number = _number(said, quote)
    if number is None:
        return f"“{quote[:40]}”里没有所说的数"
    return Figure(
        metric=_word(said, "metric", quote) or "", value=number.value, unit=number.unit or None,
        period=_word(said, "period", line), scope=_word(said, "scope", line), **span,
    )  # fmt: skip


def _target(said: Mapping[str, Any], quote: str, line: str, span: dict[str, Any]) -> Proposal | str:
    number = _number(said, quote)
    if number is None:
        return f"“{quote[:40]}”里没有所说的数"
    bound = said.get("comparator")
    bound = bound if bound in _COMPARATORS else "eq"
    return Target(
        metric=_word(said, "metric", quote) or "", value=number.value, value_max=number.value_max,
        comparator="range" if number.value_max else "eq" if bound == "range" else str(bound),
        unit=number.unit or None, owner=_names(said, "owner", line), deadline=_word(said, "deadline", line),
        scope=_word(said, "scope", line), **span,
    )  # fmt: skip


def _task(said: Mapping[str, Any], quote: str, line: str, span: dict[str, Any]) -> Proposal | str:
    if len(quote) < 6:
        return f"“{quote}”太短，不成任务"
    return Task(
        owner=_names(said, "owner", line), support=_names(said, "support", line),
        deadline=_word(said, "deadline", line), **span,
    )  # fmt: skip


def _cadence(said: Mapping[str, Any], quote: str, line: str, span: dict[str, Any]) -> Proposal | str:
    del line
    if said.get("every") not in _EVERY:
        return f"“{quote[:40]}”没有说明多久一次"
    return Cadence(every=str(said["every"]), activity=_word(said, "activity", quote) or "", **span)


_Make = Callable[[Mapping[str, Any], str, str, dict[str, Any]], Proposal | str]
_MAKERS: Mapping[str, _Make] = {"figure": _figure, "target": _target, "task": _task, "cadence": _cadence}
