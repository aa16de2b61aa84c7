"""The items of a sheet as a table: how each is scored, and what a unit earned by it, down to the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.assessment import queries
from luoshi.assessment.measure import named, sheets_named
from luoshi.assessment.models import Assessment
from luoshi.assessment.words import told, told_of_group, told_of_sheet
from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Indicator, Sheet, full_name
from luoshi.web import below, formats
from luoshi.web.assessment import show
from luoshi.web.components import Column, Row, Table

Naming = Callable[[str], str]


def naming(pack: str) -> Naming:
    """What an indicator, a count or another sheet is called, by the name a pack's sheet uses."""
    counts = {"@missing_reports": _("缺报次数"), "@late_reports": _("迟报次数")}
    catalogue, sheets = Catalogue.of(ledgers.packs()), queries.sheets()

    def of(name: str) -> str:
        if name in counts:
            return counts[name]
        try:
            return str(catalogue.indicator(full_name(pack, name)).label)
        except LuoshiError:
            known = sheets.get(full_name(pack, name))
            return str(known.label) if known else name

    return of


def lead(sheet: Sheet) -> str:
    """What a sheet says about all of its items."""
    return told_of_sheet(sheet)


def items(name: str, sheet: Sheet) -> Table:
    """The items of a sheet, each with its rule in a sentence."""
    of, rows = naming(name.partition(".")[0]), []
    for rule in sheet.items:
        alone = sheet.model_copy(update={"items": (rule,)})
        stands_on = (*named(alone), *sheets_named(alone))
        cells = {
            "label": str(rule.label), "indicator": formats.listed(map(of, stands_on)),
            "told": told(rule, of) + told_of_group(rule, sheet), "weight": rule.weight or None,
        }  # fmt: skip
        rows.append(Row(cells))
    columns = [
        Column("label", _("考核项目")),
        Column("indicator", _("依据"), phone=False),
        Column("weight", _("分值"), "number"),
        Column("told", _("计分办法")),
    ]
    return Table(columns, rows, str(sheet.label))


def points(run: Assessment, one: Mapping[str, Any]) -> Table:
    """A unit's items: the numbers used, the arithmetic, and where the numbers come from."""
    known = Catalogue.of(ledgers.packs()).indicators
    rows = []
    for item in one["items"]:
        rows.append(_item(run, one["unit"], item, known))
        rows += [_part(run, one["unit"], *said, known) for said in _parts(item)]
    columns = [
        Column("label", _("考核项目")),
        Column("weight", _("分值"), "number", phone=False),
        Column("target", _("目标"), "number", phone=False),
        Column("actual", _("实际"), "number"),
        Column("completion", _("完成率"), "percent", phone=False),
        Column("arithmetic", _("算法")),
        Column("points", _("得分"), "number"),
    ]
    total = Row({"label": _("总分"), "points": formats.decimal(one["total"])})
    return Table(columns, rows, one["unit_name"], total=total)


def _parts(item: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What an item is made of, or depends on: what it is called, its indicator, its numbers."""
    given = item["params"].get("parts", ())
    for part, case in zip(given, item.get("case", {}).get("parts", ()), strict=False):
        if "indicator" in part:
            yield _("其中：%(part)s"), part["indicator"], case
    if "condition" in item:
        yield _("条件：%(part)s"), item["terms"]["when"]["indicator"], item["condition"]


def _origin(run: Assessment, unit: str, name: str) -> str:
    """Where a number comes from: the months that were counted, or the figure's records."""
    if not name:
        return ""
    if name.startswith("@"):
        return reverse("assessment:hand_ins", args=[run.id, unit])
    return reverse("figures:trace", args=[run.through, name, unit])


def _item(run: Assessment, unit: str, item: Mapping[str, Any], known: Mapping[str, Indicator]) -> Row:
    name = queries.indicator_of(run, item["indicator"]) if item["indicator"] else ""
    cells = _numbers(name, item, known) | {
        "label": item["label"], "weight": formats.decimal(item["weight"]) or None,
        "completion": formats.decimal(item["completion"]), "arithmetic": below.said(item["arithmetic"]),
        "points": show.awaited(item),
    }  # fmt: skip
    return Row(cells, _origin(run, unit, name))


def _part(
    run: Assessment, unit: str, label: str, said: str, case: Mapping[str, Any], known: Mapping[str, Indicator]
) -> Row:
    name = queries.indicator_of(run, said)
    called = naming(run.sheet.partition(".")[0])(said)
    return Row(_numbers(name, case, known) | {"label": label % {"part": called}}, _origin(run, unit, name))


def _numbers(name: str, said: Mapping[str, Any], known: Mapping[str, Indicator]) -> dict[str, Any]:
    """What was owed and done, in the indicator's own unit."""
    spec = known.get(name)
    cells: dict[str, Any] = {}
    for key in ("target", "actual"):
        value = formats.exact(said.get(key))
        if spec and value is not None:
            cells[key] = formats.measured(spec.shown(value), spec.unit)
        elif name.startswith("@"):
            cells[key] = said.get(key)
    return cells
