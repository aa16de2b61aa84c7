"""Forms of robots and of the rules by which the site reminds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.exchange.channels.robots import KINDS as ROBOTS
from luoshi.exchange.models import Channel
from luoshi.exchange.outbox_policy import Quiet, Rules
from luoshi.units import queries as units
from luoshi.web.inbox.forms import CLOCK, kinds
from luoshi.web.widgets import Select

_HIDDEN = {"autocomplete": "off", "spellcheck": "false"}


class _Channel(forms.Form):
    """What both forms of a robot ask."""

    name = forms.CharField(
        label=gettext_lazy("名称"), max_length=80, help_text=gettext_lazy("群或系统的名称，如“月报填报群”")
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("单位"), widget=Select,
        help_text=gettext_lazy("说这个单位和它下面各单位的事"),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("说什么"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("至少选一类")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, choices in (("unit", list(units.names().items())), ("kinds", kinds())):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class NewChannel(_Channel):
    kind = forms.ChoiceField(label=gettext_lazy("种类"))
    url = forms.CharField(
        label=gettext_lazy("地址"), max_length=1000, widget=forms.TextInput(attrs=_HIDDEN),
        help_text=gettext_lazy("机器人的 Webhook 地址，https 开头；保存后不再显示"),
    )  # fmt: skip
    secret = forms.CharField(
        label=gettext_lazy("密钥"), max_length=200, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "钉钉选“加签”时填 SEC 开头的密钥；其他系统用它核对签名；企业微信不填。保存后不再显示"
        ),
    )  # fmt: skip
    field_order = ("kind", "name", "url", "secret", "unit", "kinds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(label)) for key, label in ROBOTS.items()]
        self.fields["kinds"].initial = ["duty", "overdue"]


class ChangeChannel(_Channel):
    url = forms.CharField(
        label=gettext_lazy("新地址"), max_length=1000, required=False,
        widget=forms.TextInput(attrs=_HIDDEN), help_text=gettext_lazy("不换就留空"),
    )  # fmt: skip
    secret = forms.CharField(
        label=gettext_lazy("新密钥"), max_length=200, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("不换就留空"),
    )  # fmt: skip

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"name": channel.name, "unit": channel.unit, "kinds": channel.kinds})


class Days(forms.CharField):
    """Numbers of working days: 5, 2, 1."""

    def to_python(self, value: Any) -> Any:
        said = [one for one in re.split(r"[,，、\s]+", str(value or "").strip()) if one]
        if not all(one.isdecimal() and len(one) < 4 for one in said):
            raise forms.ValidationError(_("写工作日数，用逗号分开，如 5,2,1"))
        return tuple(sorted({int(one) for one in said}))


class RulesForm(forms.Form):
    """When the site reminds."""

    before = Days(
        label=gettext_lazy("到期前"), required=False,
        help_text=gettext_lazy("到期前几个工作日提醒，可以几次，如 5,2；到期当天总会提醒"),
    )  # fmt: skip
    after = Days(
        label=gettext_lazy("逾期后"), required=False,
        help_text=gettext_lazy("逾期几个工作日时提醒，如 1,3,5"),
    )  # fmt: skip
    head_after = forms.IntegerField(
        label=gettext_lazy("告诉单位领导"), min_value=1, max_value=60,
        help_text=gettext_lazy("逾期满几个工作日，同时告诉单位领导"),
    )  # fmt: skip
    supervisor_after = forms.IntegerField(
        label=gettext_lazy("告诉上级督查员"), min_value=1, max_value=60,
        help_text=gettext_lazy("逾期满几个工作日，同时告诉上级督查员"),
    )  # fmt: skip
    digest_at = forms.TimeField(
        label=gettext_lazy("每日汇总邮件"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"),
        help_text=gettext_lazy("选了每天一封的人，什么时候发"),
    )  # fmt: skip
    start = forms.TimeField(
        label=gettext_lazy("免打扰从"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M")
    )
    end = forms.TimeField(label=gettext_lazy("免打扰到"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    days_off = forms.BooleanField(
        label=gettext_lazy("休息日、节假日全天免打扰"), required=False,
        help_text=gettext_lazy("邮件和机器人消息等到免打扰结束再发；站内通知随时有，急件不受限制"),
    )  # fmt: skip

    @property
    def rules(self) -> Rules:
        """What was set."""
        said = self.cleaned_data
        quiet = Quiet(said["start"], said["end"], said["days_off"])
        return Rules(
            said["before"], said["after"], said["head_after"], said["supervisor_after"], said["digest_at"],
            quiet,
        )  # fmt: skip


def as_said(rules: Rules) -> dict[str, Any]:
    """What the form shows at first."""
    return {
        "before": days(rules.before), "after": days(rules.after), "head_after": rules.head_after,
        "supervisor_after": rules.supervisor_after, "digest_at": rules.digest_at,
        "start": rules.quiet.start, "end": rules.quiet.end, "days_off": rules.quiet.days_off,
    }  # fmt: skip


def days(numbers: Iterable[int]) -> str:
    return ",".join(map(str, sorted(numbers)))
