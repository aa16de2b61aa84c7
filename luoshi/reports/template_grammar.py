"""What a template of a work report may say, and nothing else of Jinja: pure.

A field is `{{ 指标('名称').本年累计 }}`, a loop `{%tr for 行 in 下级单位 %}` … `{%tr endfor %}`. Everything
is read as a tree first: only nodes of the kinds below pass, and `environment` makes one that compiles
nothing that has not passed, whoever asks it to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from luoshi.kernel.errors import InputError, Problem
from luoshi.packs.expressions import suggestion

NUMBERS = {
    "本期": "本月的数", "本年累计": "本年累计的数", "目标": "年度目标", "完成率": "完成目标的百分之几",
    "序时进度": "时间进度的百分之几", "同比": "增长20.30%、下降8.92%或持平",
}  # fmt: skip
"""What a figure has that is a number, and what it says."""
FIGURE = {
    **NUMBERS, "超欠进度": "超序时进度1.20个百分点，或欠", "位次": "同类单位中的位次", "灯": "灯的名称",
    "单位": "计量单位", "名称": "指标名称", "单位名称": "单位名称",
}  # fmt: skip
PLACE = {"单位名称": "单位名称"}
"""What a row of 下级单位 has."""
WORDS = {"单位名称": "报告的单位", "期间": "报告的月份", "今天": "填写的日期"}
CALLS = {"指标": (1, 3), "排名": (1, 2), "下级单位": (0, 1)}
"""What may be called, with how few and how many arguments."""
LOOPS = ("下级单位", "排名")
FILTERS = {"整数": "四舍五入到整数", "一位小数": "四舍五入到一位小数", "亿元": "元、万元折成亿元，两位小数"}
LONGEST = 200
"""Characters of a field."""
EXAMPLE = "{{ 指标('名称').本年累计 }}"
LOOP = "{%tr for 行 in 下级单位 %}"
Scope = Mapping[str, nodes.Node]
"""A loop's variable → over what the loop goes."""
_MARKS = str.maketrans("（），．。｜：\u3000\xa0", "(),..|:  ")
_QUOTES = str.maketrans("“”‘’", "\"\"''")


class Wrong(InputError):
    """A field that says what it may not."""

    def __init__(self, what: str, right: str = "") -> None:
        super().__init__(problems=[Problem(what, right)])


class _Closed(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which besides compiles only what the grammar knows."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for problem in mistakes(tree.body, {}):
            raise InputError(problems=[problem])
        return tree


def environment(filters: Mapping[str, Any]) -> ImmutableSandboxedEnvironment:
    """Where checked templates run: sandboxed, escaping, with these filters and nothing that Jinja brings."""
    made = _Closed(autoescape=True)
    made.globals.clear()
    made.tests.clear()
    made.filters.clear()
    made.filters.update(filters)
    return made


_READER = ImmutableSandboxedEnvironment(autoescape=True)
"""Reads and never runs."""


def field(inner: str) -> nodes.Expr:
    """What stands between {{ and }}, as a tree that is not yet checked; `Wrong` when it cannot be read."""
    body = _read("{{" + plain(inner) + "}}", f"读不懂“{inner.strip()}”", EXAMPLE)
    match body:
        case [nodes.Output(nodes=[expression])] if not isinstance(expression, nodes.TemplateData):
            return expression
    raise Wrong(f"读不懂“{inner.strip()}”", EXAMPLE)


def loop(inner: str) -> nodes.For:
    """What stands behind {%tr or {%p, as a loop; `Wrong` when it is none."""
    said = plain(inner).strip()
    if said.split(" ", 1)[0] != "for":
        word = said.split(" ", 1)[0]
        raise Wrong(f"模板里不能写“{word}”", suggestion(word, ("for", "endfor")) or LOOP)
    body = _read("{% " + said + " %}{% endfor %}", f"读不懂“{inner.strip()}”", LOOP)
    match body:
        case [nodes.For() as found]:
            return found
    raise Wrong(f"读不懂“{inner.strip()}”", LOOP)


def _read(source: str, wrong: str, right: str) -> list[nodes.Node]:
    if len(source) > LONGEST:
        raise Wrong(f"一处最多 {LONGEST} 个字", right)
    try:
        return _READER.parse(source).body
    except (TemplateSyntaxError, RecursionError, ValueError, OverflowError):
        raise Wrong(wrong, right) from None


def plain(inner: str) -> str:
    """With the signs of Chinese typing, outside of names, as Jinja wants them: （ ） ， “ ”."""
    said, quote, inner = "", "", inner.translate(_QUOTES)
    for character in inner:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            character = character.translate(_MARKS)
        said += character
    return said


def mistakes(body: Sequence[nodes.Node], scope: Scope) -> Iterator[Problem]:
    """Everything in a template that is not of the closed set."""
    for one in body:
        match one:
            case nodes.Output(nodes=parts):
                for part in parts:
                    if not isinstance(part, nodes.TemplateData):
                        yield from wrong_field(part, scope)
            case nodes.For():
                yield from wrong_loop(one, scope)
                if isinstance(one.target, nodes.Name):
                    yield from mistakes(one.body, {**scope, one.target.name: one.iter})
            case _:
                yield Problem(f"模板里不能写“{_kind(one)}”", f"{EXAMPLE}、{LOOP}")


def wrong_field(said: nodes.Expr, scope: Scope) -> Iterator[Problem]:
    """Everything in a field that is not of the closed set."""
    match said:
        case nodes.Filter(node=nodes.Expr() as inner, name=name, args=[], kwargs=[], dyn_args=None):
            yield from _wrong_filter(name, inner)
            yield from wrong_field(inner, scope)
        case nodes.Getattr(node=of, attr=attr):
            yield from _wrong_attribute(of, attr, scope)
        case nodes.Name(name=name):
            yield from _wrong_name(name, scope)
        case nodes.Call(node=nodes.Name(name="指标")):
            yield Problem("没有写明取指标的哪一项", EXAMPLE)
            yield from _wrong_call(said, scope, ("指标",))
        case _:
            yield Problem(f"模板里不能写“{_kind(said)}”", EXAMPLE)


def _wrong_filter(name: str, inner: nodes.Expr) -> Iterator[Problem]:
    if name not in FILTERS:
        yield Problem(f"没有格式“{name}”", suggestion(name, FILTERS))
    elif _last(inner) not in NUMBERS:
        yield Problem(f"“{name}”只用于数", "、".join(NUMBERS))


def _wrong_attribute(of: nodes.Expr, attr: str, scope: Scope) -> Iterator[Problem]:
    known = _fields(of, scope)
    if known is None:
        yield Problem(f"不能从“{_kind(of)}”取“{attr}”", EXAMPLE)
    elif attr not in known:
        yield Problem(f"没有“{attr}”这一项", suggestion(attr, known))
    if isinstance(of, nodes.Call):
        yield from _wrong_call(of, scope, ("指标",))


def _wrong_name(name: str, scope: Scope) -> Iterator[Problem]:
    if name in scope:
        yield Problem(f"没有写明取“{name}”的哪一项", f"如 {name}.单位名称")
    elif name not in WORDS:
        yield Problem(f"没有“{name}”", suggestion(name, [*WORDS, *scope, "指标"]))


def wrong_loop(said: nodes.For, scope: Scope) -> Iterator[Problem]:
    """Everything in a loop's head that is not of the closed set."""
    if scope:
        yield Problem("循环里不能再有循环", "先写 endfor 结束前一个")
    match said.target:
        case nodes.Name(name=name) if name not in (*WORDS, *CALLS):
            pass
        case _:
            yield Problem("循环的变量写得不对", LOOP)
    if said.test is not None or said.else_ or said.recursive:
        yield Problem("循环里不能写条件", LOOP)
    match said.iter:
        case nodes.Name(name="下级单位"):
            return
        case nodes.Call():
            yield from _wrong_call(said.iter, {}, LOOPS)
        case nodes.Name(name=name):
            yield Problem(f"不能对“{name}”循环", suggestion(name, ["下级单位", "排名('名称')"]))
        case _:
            yield Problem(f"不能对“{_kind(said.iter)}”循环", LOOP)


def _wrong_call(said: nodes.Call, scope: Scope, allowed: Sequence[str]) -> Iterator[Problem]:
    name = said.node.name if isinstance(said.node, nodes.Name) else ""
    if name not in allowed:
        yield Problem(f"不能用“{name or _kind(said.node)}”", suggestion(name, allowed))
        return
    least, most = CALLS[name]
    if said.kwargs or said.dyn_args is not None or said.dyn_kwargs is not None:
        yield Problem(f"“{name}”的括号里只写名称", f"{name}('名称')")
    elif not least <= len(said.args) <= most:
        yield Problem(f"“{name}”的括号里写 {least} 到 {most} 项", f"{name}('名称')")
    for place, one in enumerate(said.args):
        is_row = name == "指标" and place == 1 and isinstance(one, nodes.Name) and one.name in scope
        if not is_row and not (isinstance(one, nodes.Const) and isinstance(one.value, str)):
            yield Problem(f"“{name}”的第 {place + 1} 项不是加引号的名称", f"{name}('名称')")


def _fields(of: nodes.Expr, scope: Scope) -> Mapping[str, str] | None:
    """What may be taken of a figure, or of a loop's row."""
    match of:
        case nodes.Call(node=nodes.Name(name="指标")):
            return FIGURE
        case nodes.Name(name=name) if name in scope:
            return FIGURE if called(scope[name]) == "排名" else PLACE
    return None


def called(said: nodes.Node) -> str:
    """The name that is called or said; empty for anything else."""
    inner = said.node if isinstance(said, nodes.Call) else said
    return inner.name if isinstance(inner, nodes.Name) else ""


def words(said: nodes.Call) -> list[str]:
    """The names in a call's brackets, in their order; of a row, nothing."""
    return [one.value if isinstance(one, nodes.Const) else "" for one in said.args]


def _last(said: nodes.Expr) -> str:
    """The attribute to which filters are put."""
    while isinstance(said, nodes.Filter) and isinstance(said.node, nodes.Expr):
        said = said.node
    return said.attr if isinstance(said, nodes.Getattr) else ""


_KINDS: Mapping[type[nodes.Node], str] = {
    nodes.Call: "()", nodes.Getitem: "[]", nodes.Const: "常数", nodes.List: "[]", nodes.Dict: "{}",
    nodes.Import: "import", nodes.FromImport: "import", nodes.Include: "include", nodes.Macro: "macro",
    nodes.Assign: "set", nodes.If: "if", nodes.CondExpr: "if", nodes.Extends: "extends",
    nodes.Block: "block", nodes.CallBlock: "call", nodes.With: "with", nodes.FilterBlock: "filter",
}  # fmt: skip


def _kind(said: nodes.Node) -> str:
    """A part of a template as the person knows it who wrote it."""
    match said:
        case nodes.Name(name=name):
            return name
        case nodes.Getattr(attr=attr) | nodes.Getitem(arg=nodes.Const(value=attr)):
            return f".{attr}"
        case nodes.BinExpr(operator=sign) | nodes.UnaryExpr(operator=sign):
            return str(sign)
    return _KINDS.get(type(said), type(said).__name__.lower())


def written(said: nodes.Node) -> str:
    """A checked field as Jinja reads it, its names with no sign that XML or docxtpl would read."""
    match said:
        case nodes.Filter(node=nodes.Expr() as inner, name=name):
            return f"{written(inner)}|{name}"
        case nodes.Getattr(node=of, attr=attr):
            return f"{written(of)}.{attr}"
        case nodes.Call(node=of, args=args):
            return f"{written(of)}({', '.join(map(written, args))})"
        case nodes.Const(value=str(text)):
            return "'" + "".join(one if one.isalnum() else f"\\U{ord(one):08x}" for one in text) + "'"
        case nodes.Name(name=name):
            return name
    raise TypeError(type(said))
