"""Choosing what to draft, and wording what people write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.periods import queries as periods
from luoshi.reports import queries
from luoshi.reports.models import Bulletin
from luoshi.reports.policy import DRAFTS
from luoshi.units import queries as units


class Draft(forms.Form):
    """Which month, which bulletin, for whom."""

    period = forms.ChoiceField(label=gettext_lazy("月份"))
    kind = forms.ChoiceField(label=gettext_lazy("通报"))
    unit = forms.ChoiceField(label=gettext_lazy("单位"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [(one.period, Period.parse(one.period).label) for one in periods.closings()[::-1]]
        mine = units.reach(actor, *DRAFTS)
        places = [(one.code, one.name) for one in units.units() if one.code in mine]
        for key, choices in (("period", months), ("kind", list(queries.kinds().items())), ("unit", places)):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class Wording(forms.Form):
    """The sections that people write, a field each."""

    def __init__(self, *args: Any, bulletin: Bulletin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, section in enumerate(bulletin.content["sections"]):
            if section.get("worded"):
                fixed = section.get("fixed", 0)
                note = gettext_lazy("一行一段，接在由数据得出的几段之后；没有可不写")
                self.fields[f"section_{place}"] = forms.CharField(
                    label=section["title"], widget=forms.Textarea(attrs={"rows": 6}), required=not fixed,
                    initial="\n".join(section["paragraphs"][fixed:]),
                    help_text=note if fixed else gettext_lazy("一行一段"),
                )  # fmt: skip

    @property
    def texts(self) -> dict[int, str]:
        """Section → its words, of those that were changed."""
        changed = [key for key in self.changed_data if key.startswith("section_")]
        return {int(key.removeprefix("section_")): self.cleaned_data[key] for key in changed}


class Correcting(forms.Form):
    """What a bulletin says wrongly, and what is right."""

    text = forms.CharField(
        label=gettext_lazy("更正内容"), widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("写明哪一处、原来是什么、应是什么；签发后公开在通报的页面上"),
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("更正原因"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("只记入日志，不公开"),
    )  # fmt: skip
