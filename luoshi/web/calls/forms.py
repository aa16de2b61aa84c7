"""Drafting a call, writing an application, checking it: forms made from the pack's fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.calls import policy
from luoshi.calls.policy import APPLICATION, CALL, MEMBER, PARTNER, QUESTIONS
from luoshi.kernel.actor import Actor
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.bars import Standing
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web.ledgers.entry import TAKEN, Fields
from luoshi.web.widgets import Select

CORRECTED = (
    "title", "category", "domains", "budget", "most_each", "per_firm", "submitted_by", "blind", "rules",
    "contact", "phone",
)  # fmt: skip
DRAFTED = ("number", *CORRECTED[:5], "opens_on", "closes_on", "closes_at", *CORRECTED[5:])
WRITTEN = (
    "name", "domain", "leader", "phone", "summary", "goals", "starts_on", "ends_on", "asked", "own",
)  # fmt: skip
LINES = {MEMBER: ("name", "organization", "title", "part"), PARTNER: ("organization", "part")}
COMPLETED_IN = 5
"""Working days that are offered for completing what is missing."""


class _Some(Fields):
    """Some fields of a ledger, in the order given."""

    keys: Sequence[str] = ()
    ledger = ""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, spec=ledgers.ledger(self.ledger), actor=actor, **kwargs)
        kept = [key for key in self.keys for key in (key, f"{key}_code") if key in self.fields]
        self.fields = {key: self.fields[key] for key in kept}


class Call(_Some):
    """A call while it is a draft."""

    keys: Sequence[str] = DRAFTED
    ledger = CALL

    def __init__(self, *args: Any, choose_unit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = ledgers.ledger(APPLICATION).fields["domain"].choices
        if "domains" in self.fields:
            old = self.fields["domains"]
            self.fields["domains"] = forms.MultipleChoiceField(
                label=old.label, required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(one.zh, str(one)) for one in choices.values()],
                help_text=gettext_lazy("不选为不限领域"),
            )  # fmt: skip
            said = str(self.initial.get("domains") or "")
            self.initial["domains"] = [one for one in said.split("、") if one]
        for key in ("opens_on", "closes_on"):
            if key in self.fields:
                self.fields[key].required = True
        if "closes_at" in self.fields:
            self.fields["closes_at"].widget = forms.TextInput(attrs={"type": "time"})
        if choose_unit:
            mine = [
                (one.unit.code, one.unit.name)
                for one in units.tree()
                if one.unit.code in units.reach(self.actor, "science_office")
                and one.unit.kind in ("city", "county", "park")
            ]
            field = forms.ChoiceField(label=gettext_lazy("发布单位"), choices=mine, widget=Select)
            self.fields = {"unit": field, **self.fields}

    def said(self) -> dict[str, Any]:
        """What was typed, by field."""
        values = {key: value for key, value in self.cleaned_data.items() if key in self.spec.fields}
        if "domains" in values:
            values["domains"] = policy.listed(values["domains"])
        return values


class Correct(Call):
    """A published call, corrected with a reason."""

    keys: Sequence[str] = CORRECTED
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial["version"] = record.version
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
        self.fields["why"] = forms.CharField(
            label=gettext_lazy("更正原因"), widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy("写进通知，并告知已经在填写的单位"),
        )  # fmt: skip


class Extend(forms.Form):
    """More time for everybody."""

    closes_on = forms.DateField(
        label=gettext_lazy("新的截止日期"), widget=forms.DateInput(attrs={"type": "date"})
    )
    closes_at = forms.CharField(
        label=gettext_lazy("截止时刻"), widget=forms.TextInput(attrs={"type": "time"})
    )
    why = forms.CharField(
        label=gettext_lazy("延长原因"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("写进通知，并告知已经在填写的单位"),
    )  # fmt: skip


class Start(forms.Form):
    """A new application: for which firm, called what."""

    unit = forms.ChoiceField(label=gettext_lazy("申报单位"), widget=Select)
    name = forms.CharField(label=gettext_lazy("项目名称"), max_length=80)

    def __init__(self, *args: Any, firms: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = units.names()
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, names[code]) for code in firms]


class Write(_Some):
    """An application's own fields; each is kept as soon as it was changed."""

    keys, ledger = WRITTEN, APPLICATION

    def __init__(self, *args: Any, record: Record, save: str = "", **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for key, field in self.fields.items():
            field.required = False
            field.widget.attrs |= {
                "hx-post": save, "hx-trigger": "change", "hx-target": "#state", "hx-params": f"{key},seen",
                "hx-include": "#seen",
            }  # fmt: skip
        for key in ("summary", "goals"):
            self.fields[key].widget.attrs["rows"] = 5


class Line(_Some):
    """A member or a partner."""

    def __init__(self, *args: Any, ledger: str, **kwargs: Any) -> None:
        self.ledger, self.keys = ledger, LINES[ledger]
        super().__init__(*args, prefix=ledger.rpartition("_")[2], **kwargs)

    def said(self) -> dict[str, Any]:
        """What was typed, by field."""
        return {key: value for key, value in self.cleaned_data.items() if value}


class Upload(forms.Form):
    """One more file of an application or a call."""

    purpose = forms.ChoiceField(label=gettext_lazy("用途"))
    file = forms.FileField(
        label=gettext_lazy("文件"), widget=forms.FileInput(attrs={"data-photo": "", "accept": TAKEN})
    )

    def __init__(self, *args: Any, ledger: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.label)) for key, one in ledgers.ledger(ledger).evidence.items()]


_YES_NO = [("1", gettext_lazy("是")), ("0", gettext_lazy("否"))]


class Check(forms.Form):
    """The checklist of the formal check."""

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {True: "1", False: "0"}
        for key in QUESTIONS:
            self.fields[key] = forms.ChoiceField(
                label=str(record.spec.fields[key].label), choices=_YES_NO, widget=forms.RadioSelect,
                required=False,
            )  # fmt: skip
            self.initial[key] = known.get(record.row[key], "")
        self.fields["opinion"] = forms.CharField(
            label=str(record.spec.fields["check_opinion"].label), required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip
        self.initial["opinion"] = record.values["check_opinion"] or ""

    @property
    def answers(self) -> dict[str, bool]:
        """The questions that were answered."""
        return {key: self.cleaned_data[key] == "1" for key in QUESTIONS if self.cleaned_data[key]}


class Return(forms.Form):
    """What is missing, all of it, and until when."""

    missing = forms.CharField(
        label=gettext_lazy("补正事项"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("一行一项，一次写全：只能退回这一次，以后不能再要求补正"),
    )  # fmt: skip
    complete_by = forms.DateField(
        label=gettext_lazy("补正期限"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("当天算在内；逾期没有补正的，视为撤回申报"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["complete_by"] = add_workdays(actor.today(), COMPLETED_IN).isoformat()


class Settle(forms.Form):
    """What an officer decides of a bar."""

    ruling = forms.ChoiceField(label=gettext_lazy("核定"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("查了什么、依据什么；记入日志"),
    )  # fmt: skip

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "unknown": [("clear", _("查明不属于此种情形")), ("barred", _("查明属于此种情形"))],
            "barred": [("waived", _("情况属实，予以免除"))],
            "clear": [("barred", _("重新核定为属于此种情形"))],
        }
        field = self.fields["ruling"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered[standing.verdict]
