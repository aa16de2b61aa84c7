"""What is filled in for an appeal: by whoever makes it, by the desk, by the unit that handles it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from luoshi.appeals import queries
from luoshi.appeals.policy import APPEAL, CHECK
from luoshi.appeals.receiving import Said
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web.fields import Several, choices, offer, sent, text_field
from luoshi.web.widgets import Select

Choices = Sequence[tuple[str, str]]


class Files(forms.FileField):
    """Files of at most twenty megabytes each: photos, a letter."""

    def __init__(self, label: Any, **more: Any) -> None:
        widget = Several(attrs={"multiple": True})
        super().__init__(label=label, required=False, widget=widget, **more)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        del initial
        return [(one.name or "", one.read()) for one in sent(data)]


class Appeal(forms.Form):
    """What somebody asks for."""

    kind = forms.ChoiceField(label=gettext_lazy("性质"), widget=forms.RadioSelect, initial="help")
    subject = forms.ChoiceField(label=gettext_lazy("事项"), widget=Select)
    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=60, help_text=gettext_lazy("一句话，如：东街路面塌陷")
    )
    text = text_field(
        gettext_lazy("诉求内容"), 5, max_length=3_000, help_text=gettext_lazy("什么事、在哪里、想要怎样")
    )
    place = forms.CharField(label=gettext_lazy("地点"), max_length=80, required=False)
    about = forms.ChoiceField(
        label=gettext_lazy("被反映单位"), widget=Select, required=False,
        help_text=gettext_lazy("投诉、举报某个单位的选它"),
    )  # fmt: skip
    papers = Files(gettext_lazy("照片和材料"))
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=20, required=False)
    phone = forms.CharField(
        label=gettext_lazy("联系电话"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=gettext_lazy("答复和回访用；姓名和电话只有受理员看得到"),
    )  # fmt: skip
    shielded = forms.BooleanField(
        label=gettext_lazy("请为我保密"), required=False,
        help_text=gettext_lazy("不告诉承办单位我是谁，也不交给被反映单位办理"),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", choices(APPEAL, "kind"))
        offer(self, "subject", [("", "—"), *_grouped(queries.subjects(unit))])
        offer(self, "about", [("", "—"), *sorted(units.offices().items(), key=lambda one: one[0])])

    def said(self) -> Said:
        """What was typed, as the desk takes it."""
        given = self.cleaned_data
        words = {key: given[key] for key in ("title", "text", "place", "about", "name", "phone")}
        return Said(given["kind"], int(given["subject"]), shielded=given["shielded"], **words)


def _grouped(subjects: Sequence[Record]) -> list[tuple[str, str]]:
    areas = dict(choices("appeals.subject", "area"))
    return [(str(one.ref.id), f"{areas[one.values['area']]} · {one.title}") for one in subjects]


class Public(Appeal):
    """The same from outside, with a field that people do not see and programs fill in."""

    website = forms.CharField(
        required=False, label=gettext_lazy("请留空"), widget=forms.TextInput(attrs={"tabindex": "-1"})
    )


class Taken(Appeal):
    """The same written down by the desk."""

    channel = forms.ChoiceField(label=gettext_lazy("来源"), widget=forms.RadioSelect, initial="phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "channel", [one for one in choices(APPEAL, "channel") if one[0] != "portal"])
        self.order_fields(["channel"])


class Why(forms.Form):
    why = text_field(gettext_lazy("原因"), 3)


class Sure(forms.Form):
    """Nothing to fill in: a step that is only confirmed."""


class Merge(forms.Form):
    into = forms.CharField(
        label=gettext_lazy("并入的诉求编号"),
        max_length=40,
        help_text=gettext_lazy("列表里的编号，如 诉〔2026〕12号"),
    )
    why = text_field(gettext_lazy("并案原因"), 2)


class Hand(forms.Form):
    """To which unit, what is asked, and whether it is told whom to ring up."""

    unit = forms.ChoiceField(label=gettext_lazy("承办单位"), widget=Select)
    asked = text_field(gettext_lazy("办理要求"), 3)
    tell = forms.BooleanField(
        label=gettext_lazy("告知诉求人的联系方式"), required=False,
        help_text=gettext_lazy("只在诉求人没有要求保密时可以"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", [("", "—"), *units.offices().items()])


class Reply(forms.Form):
    text = text_field(gettext_lazy("办理情况"), 5, help_text=gettext_lazy("查到什么、怎样处理、什么时候办好"))
    papers = Files(gettext_lazy("办理佐证"))


class Answer(forms.Form):
    text = text_field(
        gettext_lazy("答复"), 6, help_text=gettext_lazy("给诉求人看的；其中的姓名和电话会自动隐去")
    )


class Heard(forms.Form):
    """What the person says."""

    how = forms.ChoiceField(label=gettext_lazy("方式"), widget=forms.RadioSelect, initial="phone")
    mended = forms.ChoiceField(label=gettext_lazy("解决情况"), widget=forms.RadioSelect)
    rating = forms.ChoiceField(label=gettext_lazy("满意度"), widget=forms.RadioSelect, required=False)
    said = text_field(gettext_lazy("诉求人意见"), 3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "how", [one for one in choices(CHECK, "how") if one[0] != "link"])
        offer(self, "mended", choices(CHECK, "mended"))
        offer(self, "rating", choices(CHECK, "rating"))


class Own(forms.Form):
    """The same as the person says it without log-in."""

    mended = forms.ChoiceField(label=gettext_lazy("解决情况"), widget=forms.RadioSelect)
    rating = forms.ChoiceField(label=gettext_lazy("满意度"), widget=forms.RadioSelect)
    said = text_field(gettext_lazy("意见"), 2, required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "mended", [one for one in choices(CHECK, "mended") if one[0] != "unreached"])
        offer(self, "rating", choices(CHECK, "rating"))


class Publish(forms.Form):
    title = forms.CharField(label=gettext_lazy("公开标题"), max_length=80)
    text = text_field(gettext_lazy("公开内容"), 5)
    answer = text_field(gettext_lazy("公开答复"), 5)


class Advice(forms.Form):
    text = text_field(gettext_lazy("建议"), 4, help_text=gettext_lazy("根子在哪里、建议谁做什么"))


class Decision(forms.Form):
    text = text_field(gettext_lazy("批示"), 3)
