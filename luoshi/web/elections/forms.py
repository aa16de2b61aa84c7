"""What is typed at an election: its rules, roll, people, candidates, count sheets, open votes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.elections import queries, typed
from luoshi.elections.ballots import BASES, MARKS, Rules
from luoshi.elections.counting import Sheet, Votes
from luoshi.elections.models import Election, Motion
from luoshi.elections.policy import OFFICES
from luoshi.elections.resolving import OF, Hands, Question
from luoshi.elections.rolls import Line
from luoshi.exchange import books
from luoshi.kernel.actor import Actor
from luoshi.units import queries as units
from luoshi.web.fields import day_field, offer, text_field

SHARES = {"1/2": (gettext_lazy("超过半数"), False), "2/3": (gettext_lazy("达到三分之二"), True)}


def _number(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, **more)


class New(forms.Form):
    """An election and what it states."""

    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    unit = forms.ChoiceField(label=gettext_lazy("组织单位"))
    seats = forms.IntegerField(label=gettext_lazy("应选人数"), min_value=1, max_value=999)
    extra = forms.IntegerField(
        label=gettext_lazy("差额比例（%）"), min_value=0, max_value=100, initial=5,
        help_text=gettext_lazy("候选人多于应选人数的比例，不足一人的按一人；等额选举写 0"),
    )  # fmt: skip
    base = forms.ChoiceField(
        label=gettext_lazy("过半数的基数"), initial="due", help_text=gettext_lazy("按本次选举办法写明的填")
    )
    part = forms.IntegerField(label=gettext_lazy("到会要求，分子"), min_value=0, initial=2)
    whole = forms.IntegerField(
        label=gettext_lazy("到会要求，分母"), min_value=1, initial=3,
        help_text=gettext_lazy("2 和 3 是应到会的三分之二"),
    )  # fmt: skip
    each = forms.BooleanField(
        label=gettext_lazy("每位候选人都可投赞成、反对、弃权"), required=False, initial=True
    )
    write_ins = forms.BooleanField(label=gettext_lazy("可以另选他人"), required=False, initial=True)
    vacant = forms.BooleanField(label=gettext_lazy("名额未满的暂缺，不再投票"), required=False)
    blind = forms.BooleanField(
        label=gettext_lazy("盲签领票"), required=False,
        help_text=gettext_lazy("选票由投票人的浏览器生成，系统签发时看不到号码；纸质票和投票卡照旧"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = units.names()
        offer(self, "unit", [(code, names[code]) for code in sorted(queries.may_organize(actor))])
        offer(self, "base", [(key, str(label)) for key, label in BASES.items()])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("part", 0) > said.get("whole", 1):
            self.add_error("part", _("不大于分母"))
        return said

    def rules(self) -> Rules:
        said = self.cleaned_data
        return Rules(
            seats=said["seats"], extra=said["extra"], quorum=(said["part"], said["whole"]),
            base=said["base"], each=said["each"], write_ins=said["write_ins"],
            short="vacant" if said["vacant"] else "again",
        )  # fmt: skip


class Enter(forms.Form):
    """People for the roll, typed or in a file."""

    people = text_field(
        gettext_lazy("名册"), 8, required=False,
        help_text=gettext_lazy("每行一人：姓名 单位 会员证号 登录名；后三项可以不写"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("文件"), required=False,
        help_text=gettext_lazy("xlsx 或 csv，有“姓名”一列，可有“单位”“会员证号”“登录名”"),
    )  # fmt: skip

    def lines(self) -> list[Line]:
        made = typed.roll(self.cleaned_data["people"])
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file:
            for grid in books.read(file.read(), file.name or "").grids:
                made += typed.roll_of_rows(grid.rows)
        return made


class FromLedger(forms.Form):
    """Which ledger, and which of its fields is what."""

    ledger = forms.CharField(label=gettext_lazy("台账"), max_length=97)
    name = forms.CharField(label=gettext_lazy("姓名字段"), max_length=48, initial="name")
    branch = forms.CharField(
        label=gettext_lazy("单位字段"), max_length=48, required=False,
        help_text=gettext_lazy("不写则用记录的单位"),
    )  # fmt: skip
    card = forms.CharField(label=gettext_lazy("会员证号字段"), max_length=48, required=False)
    person = forms.CharField(label=gettext_lazy("人员字段"), max_length=48, required=False)
    where = forms.CharField(
        label=gettext_lazy("条件"), max_length=400, required=False,
        help_text=gettext_lazy("写法同指标的 where，如 left_on is null"),
    )  # fmt: skip

    def columns(self) -> dict[str, str]:
        return {
            key: said
            for key, said in self.cleaned_data.items()
            if key in ("name", "branch", "card", "person") and said
        }


class Appoint(forms.Form):
    office = forms.ChoiceField(label=gettext_lazy("职务"))
    login = forms.CharField(label=gettext_lazy("登录名"), max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "office", [(key, str(label)) for key, label in OFFICES.items()])


class Nominate(forms.Form):
    branch = forms.CharField(label=gettext_lazy("推荐单位"), max_length=80)
    names = text_field(gettext_lazy("推荐"), 6, help_text=gettext_lazy("每行一人：姓名 推荐人数"))


class Settle(forms.Form):
    people = text_field(
        gettext_lazy("候选人"), 10, help_text=gettext_lazy("每行一人：姓名 单位职务；次序就是票上的次序")
    )


class Freeze(forms.Form):
    cut_off = day_field(gettext_lazy("截止日期"))


class Why(forms.Form):
    why = text_field(gettext_lazy("原因"), 2)


class Close(forms.Form):
    present = _number(
        gettext_lazy("实到会人数"), help_text=gettext_lazy("到会的和没有到会而投票的，都算在内")
    )


class Tally(forms.Form):
    """A count sheet."""

    table = forms.CharField(label=gettext_lazy("票箱"), max_length=40)
    issued = _number(gettext_lazy("发出"))
    returned = _number(gettext_lazy("收回"))
    valid = _number(gettext_lazy("有效票"))
    invalid = _number(gettext_lazy("无效票"))
    blank = _number(gettext_lazy("弃权票"), initial=0, help_text=gettext_lazy("一个人也没有写意见的有效票"))

    def __init__(self, *args: Any, found: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._each, self._names = queries.rules(found).each, queries.candidates(found)
        for key, name in self._names.items():
            self.fields[f"yes_{key}"] = _number(_("%(name)s：赞成") % {"name": name})
            if self._each:
                self.fields[f"no_{key}"] = _number(_("%(name)s：反对") % {"name": name}, initial=0)
        if queries.rules(found).write_ins:
            note = gettext_lazy("每行一人：姓名 票数")
            self.fields["others"] = text_field(gettext_lazy("另选他人"), 3, required=False, help_text=note)

    def sheet(self) -> Sheet:
        said = self.cleaned_data
        votes = {}
        for key in self._names:
            yes, no = said[f"yes_{key}"], said.get(f"no_{key}") or 0
            votes[key] = Votes(yes=yes, no=no, abstain=max(said["valid"] - yes - no, 0))
        return Sheet(
            issued=said["issued"], returned=said["returned"], valid=said["valid"], invalid=said["invalid"],
            blank=said["blank"], votes=votes,
            others=typed.counts(said.get("others") or "", str(self.fields["valid"].label)),
        )  # fmt: skip


class Put(forms.Form):
    """A proposal to be voted on openly."""

    title = forms.CharField(label=gettext_lazy("表决事项"), max_length=200)
    unit = forms.ChoiceField(label=gettext_lazy("组织单位"))
    base = forms.ChoiceField(label=gettext_lazy("基数"), initial="present")
    share = forms.ChoiceField(label=gettext_lazy("通过"))
    roll = forms.ChoiceField(
        label=gettext_lazy("记名表决用的名册"), required=False, help_text=gettext_lazy("不选则举手表决")
    )
    due = _number(
        gettext_lazy("应到会人数"), required=False, help_text=gettext_lazy("记名表决的按名册，不用写")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = units.names()
        offer(self, "unit", [(code, names[code]) for code in sorted(queries.may_organize(actor))])
        offer(self, "base", [(key, str(label)) for key, label in OF.items()])
        offer(self, "share", [(key, said) for key, (said, _reach) in SHARES.items()])
        rolls = [one for one in queries.elections(actor) if one.phase != "draft"]
        offer(self, "roll", [("", _("举手表决")), *((str(one.id), one.title) for one in rolls)])

    def question(self) -> Question:
        said = self.cleaned_data
        part, whole = said["share"].split("/")
        return Question(base=said["base"], share=(int(part), int(whole)), reach=SHARES[said["share"]][1])


class Counted(forms.Form):
    """A show of hands."""

    present = _number(gettext_lazy("实到会人数"))
    yes = _number(gettext_lazy("赞成"))
    no = _number(gettext_lazy("反对"))
    abstain = _number(gettext_lazy("弃权"))

    def hands(self) -> Hands:
        said = self.cleaned_data
        return Hands(yes=said["yes"], no=said["no"], abstain=said["abstain"])


class Names(forms.Form):
    """A vote by name: a choice for each on the roll."""

    present = _number(gettext_lazy("实到会人数"))

    def __init__(self, *args: Any, found: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert found.election is not None
        choices = [("", _("未表决")), *((key, str(label)) for key, label in MARKS.items())]
        for one in found.election.voters.all():
            self.fields[f"vote_{one.id}"] = forms.ChoiceField(
                label=f"{one.branch} {one.name}", choices=choices, required=False
            )

    def votes(self) -> dict[int, Any]:
        said = self.cleaned_data
        return {
            int(key.removeprefix("vote_")): mark
            for key, mark in said.items()
            if key.startswith("vote_") and mark
        }


class Allot(forms.Form):
    """Delegates to branches."""

    branches = text_field(gettext_lazy("单位"), 8, help_text=gettext_lazy("每行一个单位：名称 会员数"))
    way = forms.ChoiceField(
        label=gettext_lazy("怎样分"),
        choices=[
            ("up", gettext_lazy("每若干人一名，余数进一")),
            ("half", gettext_lazy("每若干人一名，余数过半进一")),
            ("down", gettext_lazy("每若干人一名，余数不计")),
            ("largest", gettext_lazy("总名额按比例，最大余数")),
        ],
    )  # fmt: skip
    number = forms.IntegerField(label=gettext_lazy("人数或总名额"), min_value=1, max_value=100_000)
    least = _number(gettext_lazy("每单位至少"), initial=1)
