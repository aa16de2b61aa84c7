"""What is said below the pages is said in English on English pages, every sentence of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import luoshi
from luoshi.kernel.errors import InputError, Problem, Refused
from luoshi.kernel.language import speaking
from luoshi.web import below

SOURCES = Path(luoshi.__file__).parent
PAGES = ("web", "cli")
"""What these say goes through gettext, or stays Chinese in the terminal."""
TERMINAL = ("ops/backup", "ops/doctor")
"""What is done at the terminal alone is said there, as what `cli` says."""
HAN = re.compile(r"[\u4e00-\u9fff]")
CATALOGUE = yaml.safe_load((SOURCES / "web" / "locale" / "below.yaml").read_text("utf-8"))


pytestmark = pytest.mark.django_db


def _faults() -> frozenset[str]:
    """The names of all errors of the product, and of the problems they are made of."""
    classes = re.compile(r"^class (\w+)\((\w+)\):", re.MULTILINE)
    pairs = [pair for path in SOURCES.rglob("*.py") for pair in classes.findall(path.read_text("utf-8"))]
    known = {"LuoshiError", "Problem"}
    while more := {name for name, above in pairs if above in known} - known:
        known |= more
    return frozenset(known)


FAULTS = _faults()


def sentences(node: ast.expr) -> Iterator[str]:
    """The sentences that an argument may be, {} for what is put in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from (*sentences(one), *sentences(other))
        case ast.BoolOp(values=several):
            for one in several:
                yield from sentences(one)


def said_in(path: Path) -> Iterator[tuple[str, str]]:
    """(where, sentence) of every error, problem and hint of a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in FAULTS and not name.endswith("Error"):
            continue
        named = [one.value for one in node.keywords if one.arg in ("hint", "what", "right", "message")]
        for argument in (*node.args, *named):
            for text in sentences(argument):
                if HAN.search(text):
                    yield f"{path.relative_to(SOURCES)}:{node.lineno}", text


def everything() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCES.rglob("*.py")):
        where = path.relative_to(SOURCES)
        if where.parts[0] not in PAGES and not any(map(where.is_relative_to, TERMINAL)):
            yield from said_in(path)


def test_every_sentence_below_the_pages_has_its_english() -> None:
    found = list(everything())
    assert len(found) > 400
    assert {"InputError", "BadPackage", "NoSuchUnit", "BrokenChain", "Blocked"} < FAULTS
    assert [f"{where}: {text}" for where, text in found if text not in CATALOGUE] == []


@pytest.mark.parametrize("chinese", CATALOGUE)
def test_the_english_has_the_same_gaps_and_no_chinese(chinese: str) -> None:
    english = CATALOGUE[chinese]
    assert english.count("{}") == chinese.count("{}")
    names = english.replace("元, 万元 or 亿元", "").replace("write 是 or 否", "")
    assert not HAN.search(names)


def test_what_was_put_in_stays_and_is_said_in_english_where_it_is_a_sentence() -> None:
    with speaking("en"):
        assert below.said("“昨天吧”不是日期") == "“昨天吧” is not a date"
        assert below.said("没有名为“甲厂”的“招商项目”") == "no “甲厂” in “招商项目”"
        assert below.said("您不能填报该单位的“到位资金”") == "you may not report “到位资金” of this unit"
    assert below.said("“昨天吧”不是日期") == "“昨天吧”不是日期"


def test_an_error_is_told_with_its_hint_and_problems_with_their_places() -> None:
    refused = Refused("没有写原因", hint="写明原因")
    right = "只写数字，如 500 或 12.5"
    wrong = InputError(problems=[Problem("“x”不是数字", right, file="a.xlsx", row=3, column="金额")])
    with speaking("en"):
        assert below.told(refused) == "no reason was given (give the reason)"
        assert below.told(wrong) == (
            "a.xlsx, row 3, “金额”: “x” is not a number; should be: write a number alone, like 500 or 12.5"
        )
    assert below.told(refused) == "没有写原因（写明原因）"
    assert below.told(wrong) == str(wrong)


def test_what_nobody_has_said_in_english_stays_as_it_is() -> None:
    with speaking("en"):
        assert below.said("这句话谁也没有翻译过") == "这句话谁也没有翻译过"
