"""What pages say goes through the catalogue: no template and no Python of the pages holds bare Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

from scripts.messages import KEYWORDS, NOT_PAGES, ROOT, WEB

CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")
CALLED = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
ALWAYS_CHINESE = re.compile(r"<(\w+)[^>]*lang=\"zh-hans\"[^>]*>.*?</\1>|<!--.*?-->", re.DOTALL)
TAKEN = frozenset({*KEYWORDS, "_", "say", "compile", "split", "partition"})
"""Calls that take Chinese: of gettext and `kernel.language`, and what reads it."""


def _files(suffix: str) -> Iterator[Path]:
    for path in sorted(WEB.rglob(f"*{suffix}")):
        if path.relative_to(WEB).parts[0] not in NOT_PAGES:
            yield path


def _bare_in_template(text: str) -> Iterator[tuple[int, str]]:
    """The line and words of Chinese that a template says without asking for its translation."""
    inside = ""
    for token in Lexer(ALWAYS_CHINESE.sub(lambda found: "\n" * found[0].count("\n"), text)).tokenize():
        command = token.contents.split(maxsplit=1)[0] if token.contents.strip() else ""
        if token.token_type == TokenType.BLOCK and command.removeprefix("end") in (
            "blocktranslate",
            "comment",
        ):
            inside = "" if command.startswith("end") else command
        elif not inside and CHINESE.search(_said(token, command)):
            yield token.lineno, token.contents.strip()


def _said(token: Token, command: str) -> str:
    if token.token_type == TokenType.COMMENT or command == "translate":
        return ""
    return token.contents if token.token_type == TokenType.TEXT else CALLED.sub("", token.contents)


def _bare_in_python(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and words of Chinese that code holds and gives to no call that takes it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if isinstance(node, ast.Call) and _name(node.func) in TAKEN:
            continue
        if isinstance(node, ast.keyword) and node.arg == "filename":
            continue  # what is sent is Chinese
        if isinstance(node, ast.Dict):
            yield from _bare_in_python(ast.List(node.values))  # a key is looked up, not shown
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
            yield node.lineno, node.value
        yield from _bare_in_python(node)


def _name(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def test_no_template_says_chinese_that_cannot_be_translated() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for path in _files(".html")
        for line, words in _bare_in_template(path.read_text("utf-8"))
    ]
    assert bare == [], "{% translate %} it"


def test_no_python_of_the_pages_says_chinese_that_cannot_be_translated() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for path in _files(".py")
        for line, words in _bare_in_python(ast.parse(path.read_text("utf-8")))
    ]
    assert bare == [], "call gettext with it"
