"""Opening a panel, settling a tie, signing off, the meeting; and an expert's score."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.calls import queries as calls
from luoshi.calls.policy import APPLICATION
from luoshi.grants import queries as grants
from luoshi.grants.policy import PROJECT, RUNS
from luoshi.kernel.actor import Actor
from luoshi.kernel.money import to_fen
from luoshi.kernel.numbers import plain
from luoshi.ledgers import queries as ledgers
from luoshi.reviews.models import Panel, Reading
from luoshi.reviews.opening import NewPanel, criteria_of, seats_of
from luoshi.reviews.policy import CRITERIA, UNIT
from luoshi.reviews.queries import criteria, may_open
from luoshi.units import queries as units
from luoshi.web.fields import day_field, offer, text_field

REVIEWED = "admitted"


ACCEPTED = "project:"
"""Before the number of a project whose acceptance is judged."""


class New(forms.Form):
    """A review of the applications of a call that passed the formal check, or of a project's acceptance."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    unit = forms.ChoiceField(label=gettext_lazy("组织单位"))
    call = forms.ChoiceField(
        label=gettext_lazy("评审对象"),
        help_text=gettext_lazy("申报通知：评审其中通过形式审查的申报书；实施中的项目：验收"),
    )
    blind = forms.BooleanField(label=gettext_lazy("匿名评审"), required=False, initial=True)
    criteria = text_field(
        gettext_lazy("评分标准"), 5, initial=CRITERIA,
        help_text=gettext_lazy("每行一项：名称 权重，可再写满分和说明；权重合计 100"),
    )  # fmt: skip
    seats = text_field(
        gettext_lazy("席位"),
        3,
        help_text=gettext_lazy("每行：领域 人数；合计 5 人以上的单数，不限领域的写“不限”"),
    )
    each = forms.IntegerField(
        label=gettext_lazy("每份几位专家评"), min_value=0, initial=0, help_text=gettext_lazy("0 是全体都评")
    )
    most = forms.IntegerField(label=gettext_lazy("每位专家最多几份"), min_value=1, initial=12)
    fewest = forms.IntegerField(label=gettext_lazy("最少评分"), min_value=1, initial=3)
    budget = forms.DecimalField(label=gettext_lazy("预算（万元）"), min_value=0, required=False)
    line = forms.DecimalField(label=gettext_lazy("入围分数线"), min_value=0, max_value=100, initial=60)
    why = text_field(
        gettext_lazy("理由"), 2, required=False, help_text=gettext_lazy("评审过的再评，写明为什么")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = units.names()
        self._actor = actor
        offer(self, "unit", [(code, names[code]) for code in sorted(may_open(actor))])
        running = [one for one in grants.projects(actor) if one.stage in RUNS]
        accepted = [(f"{ACCEPTED}{one.ref.id}", _("验收：%(name)s") % {"name": one.title}) for one in running]
        offer(self, "call", [*((str(one.ref.id), one.title) for one in calls.calls(actor)), *accepted])

    def new(self) -> NewPanel:
        """What was typed, as a panel to be opened."""
        said = self.cleaned_data
        ledger, records, above = self._judged(said["call"])
        return NewPanel(
            said["title"], ledger, records, criteria_of(said["criteria"]), seats_of(said["seats"]),
            purpose="acceptance" if above is None else "project", above=above,
            blind=said["blind"] and above is not None, each=said["each"], most=said["most"],
            fewest=said["fewest"], line=said["line"],
            budget=to_fen(said["budget"] or Decimal(0), UNIT), why=said["why"],
        )  # fmt: skip

    def _judged(self, chosen: str) -> tuple[str, tuple[int, ...], int | None]:
        """Ledger, records and call of what was chosen; an acceptance has no call and shows whose it is."""
        if chosen.startswith(ACCEPTED):
            return PROJECT, (int(chosen.removeprefix(ACCEPTED)),), None
        found = ledgers.visible(self._actor, APPLICATION).filter(call=int(chosen), stage=REVIEWED)
        return APPLICATION, tuple(found.order_by("id").values_list("id", flat=True)), int(chosen)


class Why(forms.Form):
    """A reason."""

    why = text_field(gettext_lazy("原因"))


class SignOff(forms.Form):
    score_by = day_field(gettext_lazy("评分截止"))


class Meet(forms.Form):
    """The meeting, with an opinion for each application."""

    held_on = day_field(gettext_lazy("日期"))
    present = forms.MultipleChoiceField(
        label=gettext_lazy("到会专家"), widget=forms.CheckboxSelectMultiple, required=False
    )
    minutes = text_field(gettext_lazy("会议记录"), 6)

    def __init__(self, *args: Any, found: Panel, names: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["present"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(seat), name) for seat, name in names.items()]
        self._subjects = list(found.subjects.order_by("code"))
        for one in self._subjects:
            label = _("%(code)s 号的意见") % {"code": one.code}
            self.fields[f"opinion_{one.id}"] = text_field(label, 2, required=False, initial=one.opinion)

    def opinions(self) -> dict[int, str]:
        return {one.id: self.cleaned_data[f"opinion_{one.id}"] for one in self._subjects}


class Score(forms.Form):
    """Points by criterion and what is said for them; a draft may leave any of it out."""

    def __init__(self, *args: Any, one: Reading, revised: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._criteria = criteria(one.seat.panel)
        for each in self._criteria:
            top, weight = plain(each.top), plain(each.weight)
            note = _("满分 %(top)s，占 %(weight)s%%") % {"top": top, "weight": weight}
            self.fields[each.key] = forms.DecimalField(
                label=each.label, required=False, min_value=0, max_value=each.top, decimal_places=1,
                help_text="　".join(filter(None, (note, each.guide))), initial=one.points.get(each.key),
            )  # fmt: skip
        self.fields["comment"] = text_field(gettext_lazy("评语"), 4, required=False, initial=one.comment)
        if revised:
            self.fields["why"] = text_field(gettext_lazy("修改原因"), 2)

    def points(self) -> dict[str, Decimal]:
        said = self.cleaned_data
        return {one.key: said[one.key] for one in self._criteria if said[one.key] is not None}
