"""The choices of the figures page: axes, measure, indicators, unit, period, chart."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.periods import pivot
from luoshi.periods.policy import READS
from luoshi.units import queries as units
from luoshi.units.policy import KINDS
from luoshi.web.figures.drawing import chart_words
from luoshi.web.figures.layout import COLUMNS, ROWS, Layout, axis_words, measure_words

Choices = list[tuple[str, str]]
AT_ONCE = {"data-send": ""}
"""A choice that changes which others there are is sent at once."""


class Laying(forms.Form):
    """What is laid out and how; only the choices that the axes leave open are there."""

    def __init__(self, actor: Actor, layout: Layout, charts: list[str]) -> None:
        said: dict[str, Any] = {
            "rows": layout.rows, "columns": layout.columns, "measure": layout.measure, "unit": layout.unit,
            "indicator": list(layout.indicators), "kind": layout.kind, "period": str(layout.period),
            "chart": layout.chart or charts[0],
        }  # fmt: skip
        many = "indicator" in layout.axes
        super().__init__(said if many else said | {"indicator": layout.indicators[0]})
        axes, words = axis_words(), measure_words()
        self._one("rows", _("行"), [(one, axes[one]) for one in ROWS], at_once=True)
        self._one(
            "columns", _("列"), [(one, axes[one]) for one in COLUMNS if one != layout.rows], at_once=True
        )
        if layout.columns != "measure":
            self._one("measure", _("数据项"), [(one, words[one]) for one in pivot.MEASURES])
        known = Catalogue.of(ledgers.packs()).indicators.values()
        offered = [(one.name, str(one.label)) for one in known]
        if many:
            self.fields["indicator"] = forms.MultipleChoiceField(
                label=_("指标"), choices=offered, required=False, widget=forms.CheckboxSelectMultiple
            )
        else:
            self._one("indicator", _("指标"), offered)
        self._one("unit", _("单位及下级") if "unit" in layout.axes else _("单位"), seen_units(actor))
        if "unit" in layout.axes:
            self._kinds(actor, layout)
        self.fields["period"] = forms.CharField(widget=forms.HiddenInput)
        self._one("chart", _("图"), [(one, chart_words()[one]) for one in charts])

    @property
    def chosen(self) -> int:
        """How many indicators are chosen."""
        return len(self.data["indicator"])

    def _one(self, key: str, label: str, choices: Choices, *, at_once: bool = False) -> None:
        widget = forms.Select(attrs=AT_ONCE if at_once else {})
        self.fields[key] = forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)

    def _kinds(self, actor: Actor, layout: Layout) -> None:
        kinds = pivot.kinds_below(actor, layout.unit)
        if len(kinds) > 1:
            offered = [(key, str(KINDS.get(key, key))) for key in kinds]
            self._one("kind", _("下级类别"), [("", _("全部")), *offered])


def seen_units(actor: Actor) -> Choices:
    """The units whose figures somebody sees, as a tree."""
    seen = units.reach(actor, *READS)
    nodes = [node for node in units.tree() if node.unit.code in seen]
    least = min((node.depth for node in nodes), default=0)
    return [(node.unit.code, "\u3000" * (node.depth - least) + node.unit.name) for node in nodes]
