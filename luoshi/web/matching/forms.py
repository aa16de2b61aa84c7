"""Searching, asking, answering, giving to another, visiting, publishing, and the steps of an introduction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.actions import NewFile
from luoshi.matching.policy import MOST_PICTURES, NEED, QUESTION
from luoshi.units import queries as units
from luoshi.web.fields import Several, choices, day_field, offer, text_field
from luoshi.web.widgets import Select

TAKEN = "image/jpeg,image/png,image/webp,image/gif"


def _most() -> str:
    return _("可以现拍，也可以选相册里的，最多%(n)d张") % {"n": MOST_PICTURES}


class Pictures(forms.FileField):
    """Pictures from a phone: several, made smaller before they are sent."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=gettext_lazy("照片"), required=False,
            widget=Several(attrs={"data-photo": "", "accept": TAKEN, "multiple": True}),
            help_text=lazy(_most, str)(), **more,
        )  # fmt: skip

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        del initial
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [(one.name, one.read()) for one in files]


class Search(forms.Form):
    """Words, and of which kind, field, place, stage and money."""

    q = forms.CharField(label=gettext_lazy("找什么"), required=False, max_length=200)
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    domain = forms.ChoiceField(label=gettext_lazy("技术领域"), required=False, widget=Select)
    unit = forms.ChoiceField(label=gettext_lazy("地方"), required=False, widget=Select)
    stage = forms.ChoiceField(label=gettext_lazy("需求阶段"), required=False, widget=Select)
    least = forms.DecimalField(label=gettext_lazy("资金不少于（万元）"), required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "domain", [("", _("全部")), *choices(NEED, "domain")])
        places = [one.unit for one in units.tree() if one.unit.kind in ("city", "county", "township", "park")]
        offer(self, "unit", [("", _("全部")), *((one.code, one.name) for one in places)])
        stages = [(one.key, str(one.label)) for one in ledgers.ledger(NEED).stages]
        offer(self, "stage", [("", _("全部")), *stages])


class Ask(forms.Form):
    """What a farmer asks."""

    title = forms.CharField(
        label=gettext_lazy("问题"), max_length=80, help_text=gettext_lazy("一句话，如：苹果树流黑水")
    )
    text = text_field(gettext_lazy("详细情况"), 4, help_text=gettext_lazy("什么时候开始的、有多少、用过什么"))
    pictures = Pictures()
    subject = forms.ChoiceField(label=gettext_lazy("专业"), widget=forms.RadioSelect)
    crop = forms.CharField(
        label=gettext_lazy("品种"), max_length=40, required=False,
        help_text=gettext_lazy("如苹果、羔羊、西红柿"),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=gettext_lazy("缓急"), widget=forms.RadioSelect, initial="ordinary")
    unit = forms.ChoiceField(label=gettext_lazy("乡镇"), widget=Select)
    village = forms.CharField(label=gettext_lazy("村组"), max_length=40, required=False)
    asker = forms.CharField(label=gettext_lazy("提问人"), max_length=20)
    phone = forms.CharField(
        label=gettext_lazy("联系电话"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=gettext_lazy("只给解答的专家和科技管理员看"),
    )  # fmt: skip

    def __init__(self, *args: Any, farms: Iterable[str], name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = units.names()
        mine = [(code, names[code]) for code in farms]
        offer(self, "unit", mine)
        offer(self, "subject", choices(QUESTION, "subject"))
        offer(self, "urgency", choices(QUESTION, "urgency"))
        self.initial.setdefault("asker", name)
        if len(mine) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial["unit"] = mine[0][0]

    def values(self) -> dict[str, Any]:
        """As the ledger takes them; what was left empty is left out."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("unit", "pictures") and v}


class Answer(forms.Form):
    text = text_field(
        gettext_lazy("解答"), 6, help_text=gettext_lazy("怎么办、用什么、什么时候；不写农户姓名电话")
    )
    pictures = Pictures()


class Reopen(forms.Form):
    why = text_field(gettext_lazy("还有什么没解决"), 3, help_text=gettext_lazy("按解答做了什么，现在怎么样"))


class Reroute(forms.Form):
    """Who answers instead, and why."""

    person = forms.TypedChoiceField(label=gettext_lazy("改派给"), coerce=int, widget=Select)
    why = text_field(gettext_lazy("改派原因"), 2)

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", sorted(people.items(), key=lambda one: one[1]))


class Publish(forms.Form):
    """What everybody will read; personal details are taken out already, and looked for once more."""

    title = forms.CharField(label=gettext_lazy("问题"), max_length=80)
    text = text_field(gettext_lazy("详细情况"), 4)
    advice = text_field(gettext_lazy("解答"), 6)
    crop = forms.CharField(label=gettext_lazy("品种"), max_length=40, required=False)
    keywords = forms.CharField(
        label=gettext_lazy("关键词"), max_length=80, required=False,
        help_text=gettext_lazy("别人会怎么说，用顿号分开"),
    )  # fmt: skip


class Visit(forms.Form):
    """A visit on the spot."""

    unit = forms.ChoiceField(label=gettext_lazy("乡镇"), widget=Select)
    place = forms.CharField(
        label=gettext_lazy("地点"), max_length=60, help_text=gettext_lazy("写到村组或地块")
    )
    visited_on = day_field(gettext_lazy("服务日期"))
    hours = forms.DecimalField(
        label=gettext_lazy("服务时长（小时）"), min_value=0, max_value=24, max_digits=3, decimal_places=1
    )
    people = forms.IntegerField(label=gettext_lazy("服务人数"), min_value=0, required=False)
    what = text_field(gettext_lazy("做了什么"), 4)
    pictures = Pictures()
    question = forms.TypedChoiceField(
        label=gettext_lazy("为哪个提问"), coerce=int, empty_value=None, required=False, widget=Select
    )

    def __init__(self, *args: Any, serves: Iterable[str], asked: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = units.names()
        offer(self, "unit", [(code, names[code]) for code in serves])
        offer(self, "question", [("", _("不为某个提问")), *asked.items()])

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data.items()
        return {k: v for k, v in said if k not in ("unit", "pictures") and v not in ("", None)}


class Meet(forms.Form):
    on = day_field(gettext_lazy("洽谈日期"))
    next_step = forms.CharField(label=gettext_lazy("下一步"), max_length=80, required=False)


class Negotiate(forms.Form):
    next_step = forms.CharField(label=gettext_lazy("下一步"), max_length=80, required=False)


class Contract(forms.Form):
    """A contract that was signed."""

    on = day_field(gettext_lazy("签约日期"))
    amount = forms.DecimalField(label=gettext_lazy("合同金额（万元）"), min_value=0, decimal_places=2)
    contract_no = forms.CharField(label=gettext_lazy("合同编号"), max_length=60, required=False)
    file = forms.FileField(
        label=gettext_lazy("合同"), widget=forms.FileInput(attrs={"data-photo": ""}),
        help_text=gettext_lazy("双方签字盖章的扫描件或照片"),
    )  # fmt: skip

    @property
    def attached(self) -> NewFile:
        sent = self.cleaned_data["file"]
        return NewFile("contract", sent.name, sent.read())


class Fail(forms.Form):
    why = text_field(gettext_lazy("没有谈成的原因"), 3)


class Say(forms.Form):
    """The word of the other side."""

    word = text_field(gettext_lazy("意见"), 3, help_text=gettext_lazy("愿不愿意洽谈，有什么条件"))
    contact = forms.CharField(label=gettext_lazy("联系人"), max_length=20, required=False)
    phone = forms.CharField(
        label=gettext_lazy("联系电话"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
