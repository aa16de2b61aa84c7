"""Planning an inspection, answering what was found, settling it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.inspections import plan as plans
from luoshi.inspections import queries
from luoshi.inspections.actions import NewPlan
from luoshi.inspections.policy import amount_field
from luoshi.inspections.settling import Settlement
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.numbers import plain
from luoshi.kernel.periods import Period
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record
from luoshi.periods import duties
from luoshi.periods import queries as periods
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.fields import day_field, offer, text_field

_BREAKS = re.compile(r"[,，、]")
MONTHS = 12
"""So many closed months are offered."""


class Plan(forms.Form):
    """An inspection: who is visited by whom and when, and how its sample is drawn."""

    title = forms.CharField(label=gettext_lazy("督查名称"), max_length=80)
    unit = forms.ChoiceField(label=gettext_lazy("组织单位"))
    basis = text_field(gettext_lazy("督查依据"), help_text=gettext_lazy("法规条款、会议决定或年度督查计划"))
    team = forms.MultipleChoiceField(
        label=gettext_lazy("督查组"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("在被督查单位任职的人不能参加"),
    )  # fmt: skip
    starts_on = day_field(gettext_lazy("开始日期"))
    ends_on = day_field(gettext_lazy("结束日期"))
    answer_days = forms.IntegerField(label=gettext_lazy("答复工作日"), min_value=1, max_value=60)
    period = forms.ChoiceField(
        label=gettext_lazy("依据结账月份"), help_text=gettext_lazy("样本从这个月公布的结账包里抽"),
    )  # fmt: skip
    first = day_field(gettext_lazy("抽查的记录自"))
    last = day_field(gettext_lazy("抽查的记录至"))
    units = forms.MultipleChoiceField(
        label=gettext_lazy("被督查单位"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("括号里是本半年已安排的督查次数"),
    )  # fmt: skip
    often = text_field(
        gettext_lazy("超出频次的理由"), 2, required=False,
        help_text=gettext_lazy("有单位超出半年次数上限时必填，会列在督查页面上"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine = queries.may_plan(actor)
        names, today = units.names(), actor.today()
        tops = [node.unit.code for node in units.tree() if node.unit.code in self.mine]
        offer(self, "unit", [(code, names[code]) for code in tops])
        known = queries.candidates(tops[0])
        offer(self, "team", [(str(key), name) for key, name in known.items()])
        offer(self, "units", self._units(tops, names, actor))
        closed = [Period.parse(one.period) for one in periods.closings()[::-1][:MONTHS]]
        waiting = periods.current(today)
        open_month = _("%(month)s（还没有结账，结账后才能抽样）") % {"month": waiting.label}
        months = [(str(one), one.label) for one in closed]
        offer(self, "period", [*months, (str(waiting), open_month)])
        half = queries.half_of((closed or [waiting])[0].end)
        self.initial.update({
            "team": [str(actor.person)] if actor.person in known else [],
            "answer_days": queries.limits().answer_days, "starts_on": today.isoformat(),
            "first": half.start.isoformat(), "last": half.end.isoformat(),
        })  # fmt: skip
        self._lines()

    def _units(self, tops: list[str], names: dict[str, str], actor: Actor) -> list[tuple[str, str]]:
        """The units that report, each with how often it was visited in the half-year."""
        reporting = [code for code in duties.owing() if code in self.mine] or tops
        had = queries.visits(reporting, actor.today())
        most = queries.limits().per_half
        return [
            (code, formats.aside(names[code], self._had(len(had[code]), most)) if had[code] else names[code])
            for code in reporting
        ]

    def _had(self, count: int, most: int) -> str:
        said = {"n": count, "most": most}
        if count >= most:
            return _("已%(n)s次，已到半年上限%(most)s次") % said
        return _("已%(n)s次") % said

    def _lines(self) -> None:
        """For each ledger with a checklist: how many in each stratum, or in all; where bands begin."""
        self.known = queries.inspectable()
        for name, spec in self.known.items():
            label = str(spec.label)
            for key, what in (("each", _("每层几条")), ("total", _("一共几条"))):
                self.fields[f"{key}_{name}"] = forms.IntegerField(
                    label=f"{label} {what}", required=False, min_value=1,
                    widget=forms.NumberInput(attrs={"aria-label": f"{label} {what}", "inputmode": "numeric"}),
                )  # fmt: skip
            what = _("金额分档（万元）")
            self.fields[f"bands_{name}"] = forms.CharField(
                label=f"{label} {what}", required=False,
                widget=forms.TextInput(attrs={"aria-label": f"{label} {what}", "placeholder": "100 500"}),
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField, forms.BoundField | None]]:
        """(ledger, in each stratum, in all, bands) as the page lists them; no bands without money."""
        return [
            (
                str(spec.label), self[f"each_{name}"], self[f"total_{name}"],
                self[f"bands_{name}"] if amount_field(spec) else None,
            )
            for name, spec in self.known.items()
        ]  # fmt: skip

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields that are not a ledger's line."""
        return [self[key] for key in self.fields if "." not in key]

    def new(self) -> NewPlan:
        """What was typed; what is wrong with the sampling is raised."""
        said = self.cleaned_data
        parts = [self._part(name) for name in self.known if said[f"each_{name}"] or said[f"total_{name}"]]
        if not parts:
            raise InputError(_("没有选台账"), hint=_("至少给一个台账填“每层几条”或“一共几条”"))
        sampling = plans.made({
            "period": said["period"], "first": said["first"], "last": said["last"], "units": said["units"],
            "ledgers": parts,
        })  # fmt: skip
        return NewPlan(
            said["title"], said["basis"], tuple(int(one) for one in said["team"]), said["starts_on"],
            said["ends_on"], said["answer_days"], sampling, said["often"],
        )  # fmt: skip

    def _part(self, name: str) -> dict[str, Any]:
        said = self.cleaned_data
        words = _BREAKS.sub(" ", said[f"bands_{name}"]).split()
        try:
            bands = [plain(Decimal(one) * 10_000) for one in words]
        except ArithmeticError as fault:
            problem = Problem(_("金额档不是数字"), _("写几个数，如 100 500"), field=f"bands_{name}")
            raise InputError(problems=[problem]) from fault
        return queries.part(name, each=said[f"each_{name}"], total=said[f"total_{name}"], bands=bands)


class Conclusion(forms.Form):
    """What an inspection comes to; every unit inspected is given it."""

    conclusion = text_field(gettext_lazy("督查结论"), 6, help_text=gettext_lazy("反馈给每个被督查单位"))


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files at once, each checked as one would be."""

    widget = _Several

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(Files, self).clean(one, initial) for one in data or []]


class Answer(forms.Form):
    """The unit's word on what was found."""

    agree = forms.ChoiceField(
        label=gettext_lazy("是否认可"), widget=forms.RadioSelect,
        choices=[("1", gettext_lazy("认可")), ("0", gettext_lazy("有异议"))],
    )  # fmt: skip
    reason = text_field(
        gettext_lazy("答复说明"), 4, required=False, help_text=gettext_lazy("有异议的写明理由")
    )
    papers = Files(label=gettext_lazy("佐证材料"), required=False, help_text=gettext_lazy("可以选几个文件"))

    def files_sent(self) -> list[NewFile]:
        return [NewFile("answer", str(one.name), one.read()) for one in self.cleaned_data["papers"]]


class Settle(forms.Form):
    """The verdict after the unit was heard, and what has to be mended."""

    verdict = forms.ChoiceField(label=gettext_lazy("认定"), widget=forms.RadioSelect)
    overstated_by = forms.DecimalField(
        label=gettext_lazy("虚报金额（万元）"), required=False, help_text=gettext_lazy("认定虚高时填")
    )
    decision = text_field(
        gettext_lazy("处理决定"), 4, help_text=gettext_lazy("认定的理由；单位有异议的，写明采纳与否")
    )
    demand = text_field(
        gettext_lazy("整改要求"), 3, required=False, help_text=gettext_lazy("认定虚高、虚假时必填")
    )
    due_on = day_field(gettext_lazy("整改时限"), required=False)

    def __init__(self, *args: Any, found: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = found.spec.fields["verdict"].choices
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(label)) for key, label in choices.items()]
        much = found.values["overstated_by"]
        self.initial.update({
            "verdict": found.values["verdict"], "overstated_by": None if much is None else plain(much),
        })  # fmt: skip

    def settlement(self) -> Settlement:
        said = self.cleaned_data
        return Settlement(
            said["verdict"], said["decision"], said["overstated_by"], said["demand"], said["due_on"]
        )
