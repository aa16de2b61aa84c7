"""Bringing a text in, and saying how its proposals are meant."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.commitments.actions import Decision
from luoshi.commitments.matching import Owed
from luoshi.commitments.policy import SETTERS
from luoshi.commitments.queries import Understood, catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.reading import documents, grids
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.fields import offer

KINDS = (
    ("speech", gettext_lazy("会议讲话")), ("report", gettext_lazy("工作报告")),
    ("plan", gettext_lazy("工作方案")),
    ("notice", gettext_lazy("通知")), ("other", gettext_lazy("其他")),
)  # fmt: skip


class Add(forms.Form):
    """A text as a file, or pasted."""

    unit = forms.ChoiceField(label=gettext_lazy("发文单位"))
    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=KINDS)
    issued_on = forms.DateField(
        label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("“6月底”“年底”等期限按这一年理解"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("文件"), required=False,
        help_text=gettext_lazy(
            "Word、带文字的 PDF、网页、纯文本，或 Excel 的任务分解表；也可以把正文粘贴在下面"
        ),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("正文"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine, field = units.reach(actor, *SETTERS), self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, name) for code, name in units.offices().items() if code in mine]

    @property
    def words(self) -> str:
        """The text: of the file where there is one. InputError when it cannot be read."""
        file = self.cleaned_data["file"]
        if file:
            return documents.of_content(file.name, file.read()).text
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class Check(forms.Form):
    """A draft as a file, or pasted."""

    file = forms.FileField(
        label=gettext_lazy("文件"), required=False,
        help_text=gettext_lazy("Word、Excel、带文字的 PDF、网页、纯文本；也可以把稿件粘贴在下面"),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("正文"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12})
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("file") and not str(said.get("text", "")).strip():
            raise forms.ValidationError(_("请选择稿件文件，或粘贴正文"))
        return said

    @property
    def draft(self) -> grids.Draft:
        """The draft: of the file where there is one. InputError when it cannot be read."""
        file = self.cleaned_data["file"]
        if file:
            return grids.opened(file.name, file.read())
        return grids.pasted(str(self.cleaned_data["text"]).replace("\r\n", "\n"))


class Target(forms.Form):
    """How a target is meant; what the site made of the words is filled in."""

    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2100)
    indicator = forms.ChoiceField(label=gettext_lazy("指标"))
    units = forms.MultipleChoiceField(
        label=gettext_lazy("责任单位"), widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("按住 Ctrl 可多选"),
    )  # fmt: skip
    base = forms.DecimalField(label=gettext_lazy("确保目标"), required=False)
    stretch = forms.DecimalField(label=gettext_lazy("争取目标"), required=False)
    place = forms.IntegerField(
        label=gettext_lazy("位次目标"), required=False, min_value=1, help_text=gettext_lazy("如“前3位”填 3")
    )
    deadline = forms.DateField(
        label=gettext_lazy("完成时限"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    why = forms.CharField(
        label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("该单位已有这项目标时，写明调整原因"),
    )  # fmt: skip

    def __init__(self, *args: Any, meant: Understood, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = catalogue().indicators
        order = [*meant.indicators, *(name for name in known if name not in meant.indicators)]
        choices = [
            (name, formats.aside(known[name].label, formats.unit_words(known[name].unit))) for name in order
        ]
        offer(self, "indicator", choices)
        below = units.units(below=meant.proposal.document.unit, with_firms=False)
        offer(self, "units", [(one.code, one.name) for one in below])
        owed = meant.owed or Owed()
        issued = meant.proposal.document.issued_on
        self.initial.update({
            "year": meant.deadline.year if meant.deadline else issued.year if issued else None,
            "indicator": meant.indicator or next(iter(meant.indicators), ""), "units": list(meant.units),
            "base": owed.base, "stretch": owed.stretch, "place": owed.place,
            "deadline": meant.deadline.isoformat() if meant.deadline else None,
        })  # fmt: skip

    @property
    def decision(self) -> Decision:
        """What differs from the text's own words; the rest is taken from them."""
        said, changed = self.cleaned_data, set(self.changed_data)
        owed = Owed(said["base"], said["stretch"], said["place"])
        return Decision(
            said["year"], said["indicator"], tuple(said["units"]) if "units" in changed else (),
            owed if changed & {"base", "stretch", "place"} else None, said["deadline"],
        )  # fmt: skip


class Task(forms.Form):
    """Who leads a task, and by when."""

    unit = forms.ChoiceField(label=gettext_lazy("牵头单位"))
    due = forms.DateField(
        label=gettext_lazy("办结时限"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    why = forms.CharField(
        label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, meant: Understood, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        below = units.units(below=meant.proposal.document.unit, with_firms=False)
        field.choices = [("", "—"), *((one.code, one.name) for one in below)]
        self.initial.update({
            "unit": next(iter(meant.units), ""),
            "due": meant.deadline.isoformat() if meant.deadline else None,
        })  # fmt: skip


def decision_of(meant: Understood, today: date) -> Decision:
    """How a clear proposal is confirmed at once: as its words say."""
    if meant.doubts:
        raise InputError(_("；").join(meant.doubts), hint=_("请逐项核对后再确认"))
    issued = meant.proposal.document.issued_on
    year = meant.deadline.year if meant.deadline else issued.year if issued else today.year
    return Decision(year, meant.indicator, deadline=meant.deadline)


class Missed(forms.Form):
    """What the reader missed, by its words."""

    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=(("target", gettext_lazy("目标")), ("task", gettext_lazy("任务")))
    )
    words = forms.CharField(
        label=gettext_lazy("原文"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("在左边选中一句话，会自动填到这里；也可以复制过来"),
    )  # fmt: skip
