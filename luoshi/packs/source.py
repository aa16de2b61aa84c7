"""YAML with the line of every key: plain values, their places, and what YAML itself has wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from luoshi.packs.issues import Issue

Way = tuple[str | int, ...]
"""The keys and indices that lead to a value."""


class Loader(yaml.CSafeLoader):
    """Safe YAML whose fractions are Decimals: a pack holds no float.

    By libyaml, which reads the shipped packs in a tenth of the time; every `luoshi` begins by reading them.
    """


def _decimal(loader: Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


@dataclass
class Source:
    """One file of a pack. `lines` knows every key's and item's line, counted from 1."""

    name: str
    value: Any = None
    lines: dict[Way, int] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def line(self, way: Way) -> int:
        """The line of a place, or of the nearest place around it that the file has."""
        while way and way not in self.lines:
            way = way[:-1]
        return self.lines.get(way, 1)

    def error(self, way: Way, what: str, right: str = "") -> Issue:
        return Issue(self.name, self.line(way), "error", what, right)


def read(folder: Path, file: Path) -> Source:
    """Read a file; whatever is wrong with it is among its issues, never raised."""
    source = Source(file.relative_to(folder).as_posix())
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        source.issues.append(Issue(source.name, 0, "error", "文件不是 UTF-8 编码", "另存为 UTF-8"))
        return source
    except OSError as fault:
        source.issues.append(Issue(source.name, 0, "error", f"文件读不了：{fault.strerror}"))
        return source
    try:
        node = yaml.compose(text, Loader=Loader)
        if node is None:
            source.issues.append(Issue(source.name, 0, "error", "文件是空的", "写入内容或删除文件"))
            return source
        source.value = _plain(node, (), source)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 0
        source.issues.append(
            Issue(
                source.name,
                line,
                "error",
                f"YAML 写法有误：{fault.problem}",
                "检查缩进（用空格）、冒号和引号",
            )
        )
    except (yaml.YAMLError, ValueError, ArithmeticError, RecursionError) as fault:
        source.issues.append(Issue(source.name, 0, "error", f"YAML 写法有误：{fault}"))
    return source


MOST_VALUES = 100_000
"""Values of a file, those that its aliases repeat counted each time: ten lines could say a milliard."""


def _plain(node: yaml.Node, way: Way, source: Source) -> Any:
    if len(source.lines) > MOST_VALUES:
        raise ValueError(f"一个文件不超过 {MOST_VALUES} 个值")
    source.lines.setdefault(way, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, way, source))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*way, index), source) for index, item in enumerate(node.value)]
    return _scalar(node)


def _pairs(node: yaml.MappingNode, way: Way, source: Source) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key_node, value in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            source.issues.append(Issue(source.name, line, "error", "键只能是一个词"))
            continue
        if key in seen:
            source.issues.append(Issue(source.name, line, "error", f"“{key}”写了两次", "删去一处，或改名"))
            continue
        seen.add(key)
        source.lines[(*way, key)] = line
        yield key, _plain(value, (*way, key), source)


def _scalar(node: yaml.Node) -> Any:
    loader = Loader("")
    try:
        return loader.construct_object(node)
    finally:
        loader.dispose()
