"""Calling a meeting, putting a matter on its agenda, typing decisions, saying who was there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.web.fields import day_field, text_field
from luoshi.web.widgets import Select


def _units(actor: Actor, spec: Ledger) -> list[tuple[str, str]]:
    """The units for which the actor may write in a ledger, in the order of the tree."""
    mine = ledgers.reach(actor, "report", spec)
    return [(one.unit.code, one.unit.name) for one in units.tree() if one.unit.code in mine]


class Call(forms.Form):
    """A quarter's meeting of a unit."""

    unit = forms.ChoiceField(label=_("组织单位"), widget=Select)
    quarter = forms.ChoiceField(label=_("季度"), widget=Select)
    name = forms.CharField(label=_("会议名称"), max_length=80)
    held_on = day_field(_("会议日期"), help_text=_("议题在会前两个工作日自动汇总"))
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    chair = forms.CharField(label=_("主持人"), max_length=40, required=False)

    def __init__(self, *args: Any, actor: Actor, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = _units(actor, spec)
        quarters = _quarters(actor.today())
        for key, choices in (("unit", chosen), ("quarter", quarters)):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.initial.setdefault("quarter", quarters[0][0])
        if chosen:
            said = {"unit": chosen[0][1], "quarter": quarters[0][1]}
            self.initial.setdefault("name", _("%(unit)s%(quarter)s调度会") % said)


def _quarters(today: date) -> list[tuple[str, str]]:
    """The quarter before, this one and the next: of which a meeting may be."""
    now = Period.parse(f"{today.year}-Q{(today.month - 1) // 3 + 1}")
    return [(str(one), one.label) for one in (now.previous(), now, now.next())]


class Raise(forms.Form):
    """A matter that nothing in the ledgers shows."""

    unit = forms.ChoiceField(label=_("责任单位"), widget=Select)
    subject = forms.CharField(label=_("议题"), max_length=200)
    history = text_field(_("情况"), required=False)

    def __init__(self, *args: Any, actor: Actor, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _units(actor, spec)


class Decide(forms.Form):
    """What the meeting decided; with an owner it becomes a task."""

    decision = text_field(_("议定事项"))
    owner = forms.ChoiceField(
        label=_("责任单位"), required=False, widget=Select, help_text=_("选了责任单位，议定事项立为督办任务")
    )  # fmt: skip
    due_on = day_field(_("完成时限"), required=False, help_text=_("不写的，交办后按规定的工作日办结"))

    def __init__(self, *args: Any, actor: Actor, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *_units(actor, spec)]


class Hold(forms.Form):
    """Who was there, and what the meeting asks of everybody."""

    present = text_field(_("参会人员"))
    conclusion = text_field(_("会议要求"), rows=5, required=False, help_text=_("一行一段，印在纪要末尾"))
