"""What people fill in who let themselves in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.ledgers import queries as ledgers
from luoshi.reviews.policy import EXPERT
from luoshi.units import registrations
from luoshi.units.registering import Asked
from luoshi.web.fields import offer
from luoshi.web.widgets import Select


def _hidden_from_people() -> forms.CharField:
    return forms.CharField(
        required=False, label=gettext_lazy("请留空"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip


class Registering(forms.Form):
    """What everybody says: where, who, how to be reached, and with what to log in."""

    kind: ClassVar[str]
    who: ClassVar[Any]
    lead: ClassVar[Any]
    more: ClassVar[tuple[str, ...]] = ()
    """Fields that only this kind asks."""

    place = forms.ChoiceField(label=gettext_lazy("所在地"), widget=Select)
    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=gettext_lazy("手机"), max_length=30, help_text=gettext_lazy("只给审核的人看，不公开"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(label=gettext_lazy("邮箱"), max_length=254, required=False)
    login = forms.CharField(
        label=gettext_lazy("登录名"), max_length=20, required=False,
        help_text=gettext_lazy("小写字母和数字，系统在后面加四位数；不填用姓名拼音"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("密码"), strip=False, max_length=128,
        help_text=gettext_lazy("至少10位，字母和数字都有，不用常见的密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("再输一遍密码"), strip=False, max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    website = _hidden_from_people()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.code, one.name) for one in registrations.places(self.kind, today)]
        offer(self, "place", [("", _("请选择")), *offered])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("password") != said.get("again"):
            self.add_error("again", _("两次输入的密码不一样。"))
        return said

    @property
    def asked(self) -> Asked:
        """What was filled in, as it is asked."""
        said = self.cleaned_data
        own = ("place", "name", "phone", "email", "login", "password", "organization", "code")
        details = {key: str(said[key]).strip() for key in self.more if said.get(key)}
        return Asked(kind=self.kind, **{key: said[key] for key in own if key in said}, details=details)

    @property
    def paper(self) -> tuple[str, bytes] | None:
        """The licence, where one was sent."""
        sent = self.cleaned_data.get("licence")
        return (sent.name, sent.read()) if sent else None


class Firm(Registering):
    kind = "firm"
    who = gettext_lazy("企业")
    lead = gettext_lazy("填写人成为企业管理员，可以再增加同事。企业已注册的，由它的管理员决定您能否加入。")

    organization = forms.CharField(
        label=gettext_lazy("企业名称"), max_length=80, help_text=gettext_lazy("与营业执照一致"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"), max_length=24,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )  # fmt: skip
    licence = forms.FileField(
        label=gettext_lazy("营业执照"), required=False,
        help_text=gettext_lazy("PDF、JPG 或 PNG，不超过 5 MB；附上审核更快"),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip
    field_order = ("organization", "code", "place", "licence")


class Expert(Registering):
    kind = "expert"
    who = gettext_lazy("专家")
    lead = gettext_lazy("审核通过后进入专家库，可以参加评审、解答农技问题。")
    more = ("domain", "title", "specialty")

    organization = forms.CharField(label=gettext_lazy("工作单位"), max_length=80)
    domain = forms.ChoiceField(label=gettext_lazy("专业领域"), widget=Select)
    title = forms.CharField(label=gettext_lazy("职称"), max_length=40, required=False)
    specialty = forms.CharField(
        label=gettext_lazy("专长"), max_length=200, required=False,
        help_text=gettext_lazy("擅长什么，如苹果腐烂病防治、保鲜贮藏"),
    )  # fmt: skip
    field_order = ("name", "organization", "title", "domain", "specialty", "place")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = ledgers.ledger(EXPERT).fields["domain"].choices if EXPERT in ledgers.ledgers() else {}
        offer(self, "domain", [("", _("请选择")), *((key, str(one)) for key, one in fields.items())])


class Farmer(Registering):
    kind = "farmer"
    who = gettext_lazy("农户")
    lead = gettext_lazy("填好就能登录，用手机提农技问题。")
    more = ("village",)

    village = forms.CharField(label=gettext_lazy("村组"), max_length=40, required=False)
    field_order = ("name", "phone", "place", "village")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].label = gettext_lazy("乡镇")
        for key in ("email", "login"):
            del self.fields[key]


FORMS: Mapping[str, type[Registering]] = {one.kind: one for one in (Firm, Expert, Farmer)}
