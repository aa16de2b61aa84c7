"""What a ledger's list may be asked, made from its fields: a short bar, and everything else below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from luoshi.packs.spec import TEXTS, Field, Ledger
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.ledgers.entry import NUMBERS
from luoshi.web.widgets import Select

Choices = list[tuple[str, Any]]
_TRUTHS: Choices = [("1", _("是")), ("0", _("否"))]


@dataclass(frozen=True)
class Group:
    """A field's inputs: one, or from and to under a label of their own."""

    label: Any
    fields: list[forms.BoundField]


class Filters(forms.Form):
    """Search, unit, stage, verification first; then light, gates, evidence and every field.

    Names are those of `ledgers.filters`: `total__min`, `industry` (several), `gate_land`.
    """

    q = forms.CharField(
        label=_("搜索"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("名称、编号、拼音首字母")}),
    )  # fmt: skip

    def __init__(self, *args: Any, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec, self.spans = spec, dict[str, Any]()
        self._one("unit", _("单位（含下级）"), lazy_units)
        if spec.stages:
            self._many("stage", _("阶段"), [(one.key, str(one.label)) for one in spec.stages])
        states: Choices = [("pending", _("待审核")), ("verified", _("已核实")), ("rejected", _("已退回"))]
        self._many("verification", _("审核"), states)
        self.first = list(self.fields)
        self._of_work()
        for key, field in spec.fields.items():
            self._of_field(key, field)
        self._span("reported_at", _("填报时间"), "date")

    def _of_work(self) -> None:
        """What follows from limits, gates and evidence."""
        spec = self.spec
        if spec.lights:
            shown: Choices = [(one.key, str(one.label)) for one in spec.lights]
            self._one("light", _("督办灯"), shown)
        elif any(stage.within for stage in spec.stages):
            lights: Choices = [
                ("late", _("已超时限")), ("warn", _("快到时限")), ("running", _("时限内")),
                ("paused", _("已暂停")),
            ]  # fmt: skip
            self._one("light", _("时限"), lights)
        for key, gate in spec.gates.items():
            decisions: Choices = [("passed", _("通过")), ("refused", _("未通过")), ("open", _("未决定"))]
            self._one(f"gate_{key}", str(gate.label), decisions)
        if spec.evidence:
            held: Choices = [("missing", _("缺佐证")), ("none", _("没有佐证")), ("held", _("有佐证"))]
            self._one("evidence", _("佐证"), held)

    def _of_field(self, key: str, field: Field) -> None:
        label = formats.aside(field.label, formats.unit_words(field.unit))
        if field.type == "choice":
            self._many(key, label, [(one, str(said)) for one, said in field.choices.items()])
        elif field.type in CHOSEN:
            self._one(key, label, CHOSEN[field.type])
        elif field.type in NUMBERS:
            self._span(key, label, "number")
        elif field.type in ("date", "month"):
            self._span(key, label, field.type)
        elif field.type == "record" or field.type in TEXTS:
            asked = "named" if field.type == "record" else "like"
            self.fields[f"{key}__{asked}"] = forms.CharField(label=label, required=False, max_length=100)

    def _one(self, key: str, label: Any, choices: Any) -> None:
        offered = choices if callable(choices) else [("", _("全部")), *choices]
        self.fields[key] = forms.ChoiceField(label=label, required=False, choices=offered, widget=Select)

    def _many(self, key: str, label: Any, choices: Choices) -> None:
        self.fields[key] = forms.MultipleChoiceField(
            label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )

    def _span(self, key: str, label: Any, kind: str) -> None:
        self.spans[key] = label
        attrs = {"inputmode": "decimal"} if kind == "number" else {"type": kind}
        for bound, word in (("min", _("从")), ("max", _("到"))):
            self.fields[f"{key}__{bound}"] = forms.CharField(
                label=f"{label} {word}", required=False, max_length=30,
                widget=forms.TextInput(attrs=attrs),
            )  # fmt: skip

    @property
    def search(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    @property
    def filters(self) -> dict[str, Any]:
        """What was chosen, by column; a value that is no choice is left out."""
        self.is_valid()
        said = {key: value for key, value in self.cleaned_data.items() if key != "q" and value}
        return {f"{key}__in" if isinstance(value, list) else key: value for key, value in said.items()}

    @property
    def bar(self) -> list[forms.BoundField]:
        """The fields of the bar."""
        return [self[key] for key in self.first]

    @property
    def more(self) -> list[Group]:
        """What stands below the bar; from and to of a field are one."""
        made: dict[str, Group] = {}
        for key in self.fields:
            name, _dunder, bound = key.partition("__")
            if key not in self.first:
                label = self.spans.get(name) if bound in ("min", "max") else None
                made.setdefault(name, Group(label or "", [])).fields.append(self[key])
        return list(made.values())

    @property
    def asked_more(self) -> int:
        """How many things below the bar are asked."""
        return sum(key.removesuffix("__in") not in self.first for key in self.filters)

    def chips(self, query: QueryDict) -> list[tuple[str, str, str]]:
        """What is asked: of what, in words, and the address without it."""
        self.is_valid()
        made = []
        for key, value in self.cleaned_data.items():
            if value:
                rest = query.copy()
                for name in (key, "page"):
                    rest.pop(name, None)
                made.append((str(self.fields[key].label), self._words(key, value), f"?{rest.urlencode()}"))
        return made

    def _words(self, key: str, value: Any) -> str:
        field = self.fields[key]
        if not isinstance(field, forms.ChoiceField):
            return str(value)
        choices: Any = field.choices
        known: Mapping[str, Any] = {str(one): label for one, label in choices}
        return " / ".join(str(known.get(one, one)) for one in (value if isinstance(value, list) else [value]))


def lazy_units() -> Choices:
    return [("", _("全部")), *units.offices().items()]


def lazy_people() -> Choices:
    return [("", _("全部")), *((str(number), name) for number, name in units.person_names().items())]


CHOSEN: Mapping[str, Any] = {"boolean": _TRUTHS, "unit": lazy_units, "person": lazy_people}
"""Types of fields of which one value is chosen, and out of what."""
