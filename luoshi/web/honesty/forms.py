"""Which suspicions are listed; what a unit answers; how it ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.honesty import queries
from luoshi.honesty.policy import ANSWERED, OPENED, SETTLED
from luoshi.units import queries as units

STAGES = (
    ("", gettext_lazy("全部")),
    ("open", gettext_lazy("未审定的")),
    (OPENED, gettext_lazy("待说明")),
    (ANSWERED, gettext_lazy("待审定")),
    (SETTLED, gettext_lazy("已审定")),
)
VERDICTS = (
    ("explained", gettext_lazy("说明属实")),
    ("corrected", gettext_lazy("已更正")),
    ("false", gettext_lazy("认定虚假")),
)


class Filters(forms.Form):
    """Which are listed."""

    rule = forms.ChoiceField(label=gettext_lazy("核查规则"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("单位及下级"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=STAGES)

    def __init__(self, *args: Any, seen: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [
            (f"{spec.name}.{rule.key}", f"{spec.label} · {rule.label}") for spec, rule in queries.rules()
        ]
        places = [(code, name) for code, name in units.names().items() if code in seen]
        for key, choices in (("rule", rules), ("unit", places)):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("全部")), *choices]


class Answer(forms.Form):
    """How it is, and what proves it."""

    explanation = forms.CharField(
        label=gettext_lazy("情况说明"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("说明事实和依据；数据有误的，先改数据，再次核查时系统自动销号"),
    )
    proof = forms.FileField(label=gettext_lazy("说明佐证"), required=False)


class Settle(forms.Form):
    """How it ends, and why."""

    verdict = forms.ChoiceField(label=gettext_lazy("审定结果"), choices=VERDICTS, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label=gettext_lazy("审定意见"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("写明核对了什么、结论是什么"),
    )
