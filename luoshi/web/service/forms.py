"""What is filled in when an approval is applied for and handled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.ledgers.records import Record
from luoshi.service.policy import ITEM, SESSION
from luoshi.service.promises import Promised
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.fields import choices, day_field, offer, text_field

_PAPER = re.compile(r"^(?P<name>.+?)(?:[\s，,、]+(?P<copies>\d{1,2})\s*份?)?$")


class Guide(forms.Form):
    """Who answers for a project's chain."""

    guide = forms.TypedChoiceField(label=gettext_lazy("帮办员"), coerce=int)

    def __init__(self, *args: Any, guides: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "guide", guides.items())


class Apply(forms.Form):
    """An approval: what, with which office, with what materials."""

    kind = forms.ChoiceField(label=gettext_lazy("事项类别"))
    name = forms.CharField(label=gettext_lazy("事项名称"), max_length=100)
    unit = forms.ChoiceField(label=gettext_lazy("受理部门"))
    papers = forms.CharField(
        label=gettext_lazy("材料清单"), widget=forms.Textarea(attrs={"rows": 6}), required=False,
        help_text=gettext_lazy("每行一份，名称后写份数，如：用地申请书 2。项目已经交过的自动共享。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", choices(ITEM, "kind"))
        offer(self, "unit", units.offices().items())

    def clean_papers(self) -> list[tuple[str, int]]:
        """Names and copies, one copy where none is said."""
        made = []
        for line in self.cleaned_data["papers"].splitlines():
            if found := _PAPER.match(line.strip()):
                made.append((found["name"], max(int(found["copies"] or 1), 1)))
        return made


class Paper(forms.Form):
    """A file that is handed in."""

    file = forms.FileField(label=gettext_lazy("材料文件"))


class Checked(forms.Form):
    """Nothing to fill in: a material was found complete, a firm applies."""


class Lacking(forms.Form):
    """What is missing of each material; an empty line: nothing."""

    def __init__(self, *args: Any, materials: Iterable[Record], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in materials:
            state = one.spec.fields["state"].choices[one.values["state"]]
            label = formats.aside(one.title, state)
            self.fields[f"m{one.ref.id}"] = forms.CharField(
                label=label, required=False, max_length=200, help_text=_("写缺什么；不缺的留空。")
            )

    @property
    def said(self) -> dict[int, str]:
        """Material → what is missing."""
        return {int(key[1:]): value for key, value in self.cleaned_data.items() if value.strip()}


class HandOver(forms.Form):
    """To which office, and why."""

    unit = forms.ChoiceField(label=gettext_lazy("接收部门"))
    why = forms.CharField(label=gettext_lazy("移交原因"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units.offices().items())


class Why(forms.Form):
    """A reason."""

    why = forms.CharField(label=gettext_lazy("理由"), max_length=200)


class Convene(forms.Form):
    """What is put before whom."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"))
    subject = forms.CharField(label=gettext_lazy("评审内容"), max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", choices(SESSION, "kind"))


class Conclude(forms.Form):
    """When it was held, and what came of it."""

    held_on = day_field(gettext_lazy("举行日期"))
    outcome = text_field(gettext_lazy("结论"), 4)


class Payment(forms.Form):
    """When a part of a benefit was in the account, and the voucher."""

    on = day_field(gettext_lazy("到账日期"))
    voucher = forms.FileField(label=gettext_lazy("支付凭证"))


class Kept(forms.Form):
    """Which of the promises made to the firm a benefit keeps."""

    promise = forms.TypedChoiceField(label=gettext_lazy("招商承诺"), coerce=int)

    def __init__(self, *args: Any, promises: Iterable[Promised], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self, "promise",
            (
                (one.record.ref.id, formats.aside(one.record.values["content"], one.project.title))
                for one in promises
            ),
        )  # fmt: skip
