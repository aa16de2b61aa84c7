"""The page of docs/reference about honesty checks: each rule with its parameters and an example.

What a rule does in Chinese stands in reference_honesty.yaml; a rule or parameter without a word there, or a
word without one, is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic_core import PydanticUndefined

from luoshi.honesty.policy import RULES
from luoshi.packs.honesty_rules import HONESTY

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def page(made: str) -> Iterator[str]:
    """The page, line by line."""
    if missing := set(WORDS["rules"]) ^ set(HONESTY):
        raise LookupError(f"reference_honesty.yaml: {'、'.join(sorted(missing))}")
    yield "# 真实性核查参考\n"
    yield made
    yield from WORDS["about"]
    for name, words in WORDS["rules"].items():
        yield from _rule(name, words)


def _rule(name: str, words: Mapping[str, Any]) -> Iterator[str]:
    fields = HONESTY[name].model_fields
    if missing := set(words["params"]) ^ set(fields):
        raise LookupError(f"reference_honesty.yaml: {name}: {'、'.join(sorted(missing))}")
    yield f"\n## {name}：{RULES[name].zh}\n"
    yield words["about"]
    yield "\n| 参数 | 说明 | 默认 |"
    yield "|---|---|---|"
    for key, about in words["params"].items():
        field = fields[key]
        yield f"| `{key}` | {about} | {'必填' if field.is_required() else _default(field.default)} |"
    yield f"\n例：{words['fires']}"
    yield f"\n不算疑点：{words['not']}"


def _default(value: object) -> str:
    if value is PydanticUndefined or str(value) in ("None", "", "()"):
        return "—"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
