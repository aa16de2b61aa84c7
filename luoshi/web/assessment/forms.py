"""What people fill in at the year's end: scores, objections, answers, proofs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.assessment import queries
from luoshi.assessment.course import Course
from luoshi.assessment.hands import Hand, Line, Standing
from luoshi.assessment.judging import Say
from luoshi.assessment.objections import Filing
from luoshi.kernel.numbers import half_up, plain
from luoshi.kernel.periods import Period
from luoshi.periods import queries as periods
from luoshi.web import below, formats
from luoshi.web.widgets import Select


class Run(forms.Form):
    """Which sheet, up to which closed month."""

    sheet = forms.ChoiceField(label=_("考核细则"))
    through = forms.ChoiceField(label=_("算到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [Period.parse(one.period) for one in periods.closings()[::-1]]
        known = [(name, str(one.label)) for name, one in queries.sheets().items()]
        choices = (("sheet", known), ("through", [(str(month), month.label) for month in months]))
        for key, offered in choices:
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered


class Hands(forms.Form):
    """Points and a reason for every line of a unit; one reason may stand for all that have none of their own.

    A line's field bears its label, so that what is wrong stands at it.
    """

    def __init__(self, *args: Any, lines: Sequence[Line], hand: Hand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.hand = tuple(lines), hand
        for line in lines:
            said = line.last(hand)
            value = line.points if said is None else said.points
            self.fields[f"points_{line.key}"] = forms.DecimalField(
                label=line.label, required=False, localize=False,
                initial=None if value is None else half_up(value, 2),
                help_text=_("计算 %(points)s：%(arithmetic)s")
                % {"points": _shown(line.computed) or "—", "arithmetic": below.said(line.item["arithmetic"])},
            )  # fmt: skip
            self.fields[f"why_{line.key}"] = forms.CharField(
                label=_("“%(item)s”的理由") % {"item": line.label}, required=False,
                initial=said.why if said else "", widget=forms.TextInput(),
            )  # fmt: skip
        self.fields["why"] = forms.CharField(
            label=_("总的理由"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("没有单独写理由的项目都用这一句"),
        )  # fmt: skip

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Points and reason of each line, to stand beside one another."""
        return [(self[f"points_{line.key}"], self[f"why_{line.key}"]) for line in self.lines]

    @property
    def said(self) -> dict[str, Say]:
        """What was said of each line that has points; what this hand said before and left as it was is not
        said again."""
        given = self.cleaned_data
        return {
            line.key: Say(points, given[f"why_{line.key}"] or given["why"])
            for line in self.lines
            if (points := given[f"points_{line.key}"]) is not None and self._new(line)
        }

    def _new(self, line: Line) -> bool:
        touched = {f"points_{line.key}", f"why_{line.key}"} & set(self.changed_data)
        return bool(touched) or line.last(self.hand) is None


def _shown(value: Fraction | None) -> str:
    return "" if value is None else plain(half_up(value, 2))


class Adjust(forms.Form):
    """Which line or the total, to what, and why."""

    item = forms.ChoiceField(label=_("调整什么"))
    points = forms.DecimalField(
        label=_("得分"), required=False, help_text=_("单项写调整后的得分；总分写加减分，如 2 或 -1")
    )
    why = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [(line.key, line.label) for line in standing.lines]
        lifts = [
            (LIFT + line.key, _("撤销“%(item)s”") % {"item": line.label})
            for line in standing.lines
            if line.vetoes and not line.lifted
        ]
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("total", _("总分加减")), *lines, *lifts]


LIFT = "lift:"
"""How a choice that lifts a veto begins."""


class Object(forms.Form):
    """An objection: about whom and what, why, and who signs it."""

    about = forms.ChoiceField(label=_("被异议单位"), widget=Select)
    item = forms.ChoiceField(label=_("异议项目"), required=False)
    reason = forms.CharField(
        label=_("异议理由"), min_length=10, max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写明事实和依据，不少于10个字"),
    )  # fmt: skip
    material = forms.CharField(
        label=_("证据说明"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("有什么材料、在哪里可以核实"),
    )  # fmt: skip
    signed = forms.CharField(label=_("署名"), max_length=40, help_text=_("真实姓名；匿名异议不受理"))
    phone = forms.CharField(label=_("联系电话"), max_length=30, help_text=_("只用于核实和答复，不公开"))

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = course.standings[0].lines if course.standings else ()
        about = [("", str(_("请选择"))), *((one.unit, one.name) for one in course.standings)]
        items = [("", str(_("总分"))), *((line.key, line.label) for line in lines)]
        for key, offered in (("about", about), ("item", items)):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    @property
    def filing(self) -> Filing:
        """What was filled in."""
        keys = ("about", "reason", "signed", "phone", "item", "material")
        return Filing(**{key: self.cleaned_data[key] for key in keys})


class PublicObject(Object):
    """The same from outside, with a field that people do not see and programs fill in."""

    website = forms.CharField(
        required=False, label=_("请留空"), widget=forms.TextInput(attrs={"tabindex": "-1"})
    )


class UnitObject(Object):
    """The same by a unit's own people, with a file."""

    unit = forms.ChoiceField(label=_("代表单位"))
    proof = forms.FileField(label=_("证据文件"), required=False)

    def __init__(self, *args: Any, own: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = own
        self.order_fields(["unit"])


class Answer(forms.Form):
    """A decision on an objection, its reason, and the line that it changes."""

    decision = forms.ChoiceField(label=_("处理意见"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("答复"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写核实的情况和依据；答复公开，不要写个人信息"),
    )  # fmt: skip
    item = forms.ChoiceField(label=_("更正项目"), required=False, help_text=_("异议成立时填"))
    points = forms.DecimalField(label=_("改后得分"), required=False, help_text=_("撤销一票否决的不填"))

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [
            (line.key, formats.aside(line.label, _shown(line.points) or formats.DASH))
            for line in standing.lines
        ]
        words = [("upheld", _("成立")), ("partly", _("部分成立")), ("rejected", _("不成立"))]
        for key, offered in (("item", [("", formats.DASH), *lines]), ("decision", words)):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered


class CarryOut(forms.Form):
    """The proof that an award or a measure was carried out."""

    on = forms.DateField(label=_("兑现日期"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    proof = forms.FileField(label=_("兑现佐证"), help_text=_("发文、拨款凭证或约谈记录"))
    why = forms.CharField(label=_("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
