"""docs/reference/rules.md (评分规则): every rule's formula, how it is written, an example done by the code.

The words and examples stand in reference_rules.yaml; an example that does not come out is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from luoshi.assessment import rules, words
from luoshi.assessment.measure import Basis, Member
from luoshi.assessment.rules import Case, Points
from luoshi.assessment.scoring import Item, scored
from luoshi.kernel.numbers import plain, spelled
from luoshi.packs import library, source, spec
from luoshi.packs import rules as params

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
PARTS: Mapping[str, type[spec.Spec]] = {
    "pipeline": params.Part, "tally": params.Counted, "faults": params.Counted, "composed": params.Carrier,
}  # fmt: skip
"""What the rules made of parts say of each."""


def page() -> Iterator[str]:
    """The whole page, line by line."""
    _same(WORDS["rules"], rules.RULES, "rules")
    yield WORDS["head"]
    yield "| 规则 | 用于 |\n|---|---|"
    yield from (
        f"| [{name}](#{name}{one['title'].replace('、', '')}) | {one['title']} |"
        for name, one in WORDS["rules"].items()
    )
    for name, one in WORDS["rules"].items():
        yield from _rule(name, one)
    yield "\n# 每一项还可以写什么"
    for one in WORDS["terms"]:
        yield f"\n## {one['title']}\n\n{one['about']}"
        for example in one["examples"]:
            yield from _example(example)
    yield "\n# 整张细则"
    for one in WORDS["sheets"]:
        yield from _sheet(one)


def _same(said: Iterable[str], known: Iterable[str], what: str) -> None:
    if missing := set(known) ^ set(said):
        raise LookupError(f"reference_rules.yaml: {what}: {'、'.join(sorted(missing))}")


def _rule(name: str, said: Mapping[str, Any]) -> Iterator[str]:
    formula = " ".join((rules.RULES[name].__doc__ or "").partition("\n\n")[0].split())
    yield f"\n## {name}：{said['title']}\n"
    yield f"{said['about']}\n\n```text\n{formula}\n```"
    yield from _params(params.RULES[name], said["params"], name)
    if name in PARTS:
        yield "\n各部分（parts）："
        yield from _params(PARTS[name], said["part"], f"{name}: part")
    for example in said["examples"]:
        yield from _example(example)


def _params(shape: type[spec.Spec], said: Mapping[str, str], what: str) -> Iterator[str]:
    _same(said, shape.model_fields, what)
    yield "\n| 参数 | 说明 | 默认 |\n|---|---|---|"
    for key, about in said.items():
        field = shape.model_fields[key]
        default = "必填" if field.is_required() else _default(field.default)
        yield f"| `{key}` | {about} | {default} |"


def _default(value: object) -> str:
    if isinstance(value, tuple) and value:
        return f"`[{', '.join(map(str, value))}]`"
    if str(value) in ("None", "", "()", "{}"):
        return "—"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def examples() -> Iterator[Mapping[str, Any]]:
    """Every example of an item on the page."""
    for one in (*WORDS["rules"].values(), *WORDS["terms"]):
        yield from one["examples"]


def worked(example: Mapping[str, Any]) -> tuple[spec.Rule, Points]:
    """An example's item as a sheet holds it, and what the code makes of its numbers."""
    rule = spec.Rule.model_validate(yaml.load(example["item"], Loader=source.Loader))
    parts = tuple(_case(one) for one in example.get("parts", ()))
    case = _case({"against": rule.against, **example.get("case", {})})
    case = Case(**{**vars(case), "weight": rule.weight, "full": rule.full, "parts": parts})
    condition = _case(example["condition"]) if "condition" in example else None
    empty = spec.Sheet(pack="a", key="a", label=spec.Label(zh="a"), kind="a", items=(rule,))
    return rule, Item(rule, case, condition, empty).points


def _case(said: Mapping[str, Any]) -> Case:
    numbers = {key: str(value) for key, value in said.items() if key not in ("peers", "place")}
    peers = [None if one is None else str(one) for one in said.get("peers", ())]
    return Case.from_json({**numbers, "peers": peers, "place": said.get("place")})


def _example(example: Mapping[str, Any]) -> Iterator[str]:
    rule, points = worked(example)
    if points.value != Fraction(example["points"]):
        raise LookupError(f"reference_rules.yaml: {example['item']} gives {points.value}")
    yield f"\n```yaml\n- {example['item']}\n```\n"
    yield f"细则上写作：{words.told(rule, _label)}。  "
    lost = "，全部得分作废" if points.vetoed else ""
    earned = plain(Decimal(spelled(points.value)))
    yield f"例：{example['said']}。算法：{points.arithmetic}。得分 **{earned}**{lost}。"


def _label(name: str) -> str:
    pack = library.shipped()["investment"]
    known: Mapping[str, Any] = {**pack.indicators, **pack.sheets}
    return known[name].label.zh if name in known else name


def summed(said: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a whole sheet's example comes to, by unit."""
    body = yaml.load(said["sheet"], Loader=source.Loader)
    sheet = spec.Sheet.model_validate({"pack": "a", "key": "a", "label": "例", "kind": "township", **body})
    pack, figures = library.shipped()["investment"], {}
    for unit, given in said["figures"].items():
        for name, value in given.items():
            figures[pack.indicators[name].name, unit] = _figure(value)
    basis = Basis(figures, {}, pack.indicators)
    made = scored(sheet, [Member(unit, unit, "") for unit in said["figures"]], basis)
    return {one["unit"]: one for one in made}


def _figure(value: Any) -> dict[str, Any]:
    if value == "awaiting":
        return {"state": "awaiting"}
    ytd, target = (*map(str, value), None)[:2]
    return {"ytd": ytd, "target": target, "state": "ok"}


def _sheet(said: Mapping[str, Any]) -> Iterator[str]:
    made = summed(said)
    yield f"\n## {said['title']}\n\n{said['about']}\n\n```yaml\n{said['sheet'].rstrip()}\n```\n"
    yield f"例：{said['said']}。\n\n| 单位 | 总分 | 位次 | 算法 |\n|---|---|---|---|"
    for unit, total in said["totals"].items():
        one = made[unit]
        if one["total"] != total or one["rank"] != said.get("ranks", {}).get(unit, one["rank"]):
            raise LookupError(f"reference_rules.yaml: {said['title']}: {unit} has {one['total']}")
        yield f"| {unit} | {one['total']} | {one['rank']} | {one['arithmetic']} |"
