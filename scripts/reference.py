"""Write docs/reference from the code itself: `python -m scripts.reference` after every change it tells of.

What a part is called and does in Chinese stands in reference.yaml; a part without a word there, or a
word without a part, is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import typer
import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from luoshi.cli.main import app
from luoshi.packs import expressions, library, spec, symbols
from luoshi.packs.spec import Ledger
from scripts import reference_honesty, reference_rules

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
MANY = 4
"""So many words are said in a cell; more have a table of their own."""
MADE = "由 `python -m scripts.reference` 按代码生成，请勿手改。\n"


def pages() -> dict[str, str]:
    """Every page by its file name."""
    makers: Mapping[str, Callable[[], Iterator[str]]] = {
        "commands.md": _commands, "packs.md": _packs, "rules.md": reference_rules.page,
        "expressions.md": _expressions,
        "honesty.md": lambda: reference_honesty.page(MADE),
    }  # fmt: skip
    return {name: "\n".join(make()) + "\n" for name, make in makers.items()}


def _same(said: Iterable[str], known: Iterable[str], what: str) -> None:
    if missing := set(known) ^ set(said):
        raise LookupError(f"reference.yaml: {what}: {'、'.join(sorted(missing))}")


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _head(*cells: str) -> Iterator[str]:
    yield ""
    yield _row(*cells)
    yield "|" + "---|" * len(cells)


# Commands


def _commands() -> Iterator[str]:
    yield "# 命令参考\n"
    yield MADE
    yield "每个命令都可以先写 `--site 文件夹` 指明站点；不写则用环境变量 `LUOSHI_SITE`，再没有用 `./site`。"
    yield "退出码：0 办成，1 填写或内容有误，2 用法有误，3 站点问题。"
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        yield from _command(f"luoshi {name}", command)


def _command(name: str, command: Any) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if not (inner and command.no_args_is_help):
        arguments = " ".join(one.name.upper() for one in command.params if one.param_type_name == "argument")
        yield f"\n## {name}\n"
        yield f"{command.help}\n\n```text\n{name} {arguments}".rstrip() + "\n```"
        if command.params:
            yield from _head("参数", "说明", "默认")
            yield from (_parameter(one) for one in command.params)
    for key, one in inner.items():
        yield from _command(f"{name} {key}", one)


def _parameter(one: Any) -> str:
    shown = one.name.upper() if one.param_type_name == "argument" else "`, `".join(one.opts)
    default = "必填" if one.required else one.default
    unsaid = default in (None, "", False) or callable(default)
    return _row(f"`{shown}`", one.help or "—", "—" if unsaid else getattr(default, "value", default))


# Packs


def _models() -> dict[str, type[BaseModel]]:
    found = {
        name: one
        for name, one in vars(spec).items()
        if isinstance(one, type) and issubclass(one, spec.Spec) and one.__module__.startswith(spec.__name__)
    }
    return {name: one for name, one in found.items() if name not in ("Spec", "Label")}


def _packs() -> Iterator[str]:
    models = _models()
    _same(WORDS["models"], models, "models")
    yield "# 台账包参考\n"
    yield MADE
    yield "怎么改一本台账，见[改台账](../how-to/change-a-ledger.md)。键用小写字母、数字、下划线，以字母开头；"
    yield "名称可以只写中文，也可以写 `{zh: 招商项目, en: Investment project}`。"
    yield "编辑器用的 JSON Schema 由 `luoshi pack schema` 输出。"
    for name, words in WORDS["models"].items():
        yield from _model(models[name], words)
        if name == "Field":
            yield from _list("字段类型", WORDS["types"], get_args(spec.FieldType))
        if name == "Section":
            kinds = get_args(spec.Section.model_fields["kind"].annotation)
            yield from _list("通报部分的种类", WORDS["kinds"], kinds)
        if name == "Ledger":
            yield from _list("角色能做什么（roles）", WORDS["verbs"], get_args(spec.Verb))


def _model(model: type[BaseModel], words: Mapping[str, Any]) -> Iterator[str]:
    _same(words["fields"], model.model_fields, model.__name__)
    yield f"\n## {words['title']}\n"
    yield words["about"]
    yield from _head("词", "类型", "说明", "默认")
    for name, about in words["fields"].items():
        if about.endswith("不写"):
            continue
        field = model.model_fields[name]
        needed = field.is_required() and "不写" not in about
        default = "必填" if needed else _default(field.default)
        shown = words.get("key", name) if name == "key" else name
        yield _row(f"`{shown}`", _type(field.annotation), about, default)


def _list(title: str, said: Mapping[str, str], known: Iterable[str]) -> Iterator[str]:
    _same(said, known, title)
    yield f"\n### {title}"
    yield from _head("词", "说明")
    yield from (_row(f"`{key}`", about) for key, about in said.items())


def _default(value: object) -> str:
    if value is PydanticUndefined or isinstance(value, BaseModel) or str(value) in ("None", "", "()", "{}"):
        return "—"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _type(annotation: Any) -> str:
    """What may stand there, in a word or two."""
    kind = get_origin(annotation)
    if kind is Literal:
        words = get_args(annotation)
        return "见下表" if len(words) > MANY else "、".join(f"`{one}`" for one in words)
    if kind in (Union, UnionType):
        return _type([one for one in get_args(annotation) if one is not type(None)][-1])
    if kind is tuple:
        return "列表"
    if kind is not None and hasattr(kind, "keys"):
        return "键与内容"
    if isinstance(annotation, type) and issubclass(annotation, spec.Label):
        return "名称"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return str(WORDS["models"][annotation.__name__]["title"])
    words_of = {"str": "文字", "int": "整数", "Decimal": "数", "bool": "true、false"}
    return words_of.get(getattr(annotation, "__name__", ""), "文字")


# Expressions


def _expressions() -> Iterator[str]:
    ledgers = library.shipped()["investment"].ledgers
    yield "# 表达式参考\n"
    yield MADE
    yield "检查的 `when`、指标的 `where` 写条件，指标的 `measure` 写统计。像 SQL，但只认识这一页上的东西，"
    yield "别的一律不收，编译时就说明哪里不对。计算只用整数，加减乘都精确。"
    yield "最长 2000 字符，最多嵌套 40 层。例子取自招商引资的“到位资金”和“招商项目”，生成本页时都编译过。"
    yield from _names()
    yield "\n## 条件"
    known = {kind.__name__ for kind in expressions._READERS}
    _same((node for one in WORDS["expressions"] for node in one["nodes"]), known, "expressions")
    yield from _head("能写", "例")
    for one in WORDS["expressions"]:
        expressions.condition(one["example"], ledgers[one.get("ledger", "receipt")])
        yield _row(one["about"], f"`{one['example']}`")
    yield "\n金额以元、万元、亿元填报的可以直接相加、相比，系统按分对齐；写在条件里的数用该字段自己的单位。"
    yield "\n## 统计（measure）"
    yield from _head("算什么", "写法")
    for one in WORDS["measures"]:
        expressions.measure(one["example"], ledgers["receipt"])
        yield _row(one["about"], f"`{one['example']}`")
    yield "\n## 不收的例子"
    yield from _head("写了", "系统说")
    yield from (_row(f"`{one}`", _refusal(one, ledgers["receipt"])) for one in WORDS["refused"])


def _refusal(text: str, ledger: Ledger) -> str:
    try:
        expressions.condition(text, ledger)
    except expressions.ExpressionError as fault:
        return f"{fault.message}；{fault.hint}" if fault.hint else fault.message
    raise LookupError(f"reference.yaml: refused: “{text}” is accepted")


def _names() -> Iterator[str]:
    """What each type of field is to an expression."""
    words = {"money": "金额", "number": "数", "text": "文字", "date": "日期", "boolean": "是否"}
    kinds: dict[str, list[str]] = {}
    for kind in get_args(spec.FieldType):
        field = spec.Field(type=kind, label=spec.Label(zh=kind), unit="万元" if kind == "money" else None)
        ledger = Ledger(pack="a", key="a", label=spec.Label(zh="a"), fields={"x": field})
        kinds.setdefault(symbols.of_ledger(ledger)["x"].type, []).append(f"`{kind}`")
    yield "\n## 名字"
    yield from _head("名字", "是什么")
    yield from (_row("、".join(found) + " 字段的键", words[kind]) for kind, found in kinds.items())
    yield _row("`字段_code`", "organization 字段的统一社会信用代码，文字")
    yield _row("`unit`", "责任单位的代码，文字")
    yield _row("`verified`", "是否已核实")
    yield _row("`stage`、`stage_阶段`", "当前阶段的键；进入该阶段的日期")
    yield _row("`下级台账_total`、`下级台账_count`", "只在检查里：下级记录的合计、个数")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, text in pages().items():
        (FOLDER / file).write_text(text, "utf-8")
