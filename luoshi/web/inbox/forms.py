"""Choosing among notices, and how one wants to be told."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.exchange.models import Preference
from luoshi.exchange.outbox_policy import KINDS, Quiet

CLOCK = {"type": "time"}


def kinds() -> list[tuple[str, str]]:
    """What messages are about, in words."""
    return [(key, str(label)) for key, label in KINDS.items()]


class Narrowing(forms.Form):
    """Which notices are shown."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    seen = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, choices in (("kind", kinds()), ("seen", [("no", _("未读"))])):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("全部")), *choices]


class Wishes(forms.Form):
    """How one wants to be told, beside the notices on the site."""

    email = forms.EmailField(
        label=gettext_lazy("邮箱"), required=False,
        help_text=gettext_lazy("留空则不发邮件。站内通知总会有，不受下面的设置影响"),
    )  # fmt: skip
    mailed = forms.MultipleChoiceField(
        label=gettext_lazy("哪些发邮件"), required=False, widget=forms.CheckboxSelectMultiple
    )
    digest = forms.ChoiceField(label=gettext_lazy("怎样发"), widget=forms.RadioSelect)
    own = forms.ChoiceField(label=gettext_lazy("免打扰时间"), widget=forms.RadioSelect)
    start = forms.TimeField(label=gettext_lazy("从"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    end = forms.TimeField(label=gettext_lazy("到"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    days_off = forms.BooleanField(label=gettext_lazy("休息日、节假日全天免打扰"), required=False)

    def __init__(self, *args: Any, site: Quiet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {
            "mailed": kinds(),
            "digest": [("no", _("随时发")), ("yes", _("每天汇总成一封"))],
            "own": [("no", _("按本站的规定：%(hours)s") % {"hours": hours(site)}), ("yes", _("自己定"))],
        }
        for key, choices in said.items():
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def quiet(self) -> Quiet | None:
        """Hours of one's own; None: the site's."""
        said = self.cleaned_data
        return Quiet(said["start"], said["end"], said["days_off"]) if said["own"] == "yes" else None

    @property
    def muted(self) -> list[str]:
        return [key for key in KINDS if key not in self.cleaned_data["mailed"]]


def as_said(kept: Preference, site: Quiet) -> dict[str, Any]:
    """What the form of wishes shows at first."""
    quiet = Quiet.from_json(kept.quiet) if kept.quiet else site
    return {
        "email": kept.email, "mailed": [key for key in KINDS if key not in kept.muted],
        "digest": "yes" if kept.digest else "no", "own": "yes" if kept.quiet else "no",
        "start": quiet.start, "end": quiet.end, "days_off": quiet.days_off,
    }  # fmt: skip


def hours(quiet: Quiet) -> str:
    """Quiet hours in words."""
    said = {"start": _clock(quiet.start), "end": _clock(quiet.end)}
    night = _("%(start)s 至 %(end)s") % said if quiet.start != quiet.end else _("夜间不限")
    return _("%(night)s，休息日全天") % {"night": night} if quiet.days_off else night


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
