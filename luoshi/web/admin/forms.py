"""Units, people and packs as an administrator keeps them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.ledgers import queries as ledgers
from luoshi.units import queries
from luoshi.units.models import Unit
from luoshi.units.policy import KINDS


class Naming(forms.Form):
    """What a unit is called and how it is classed."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    short = forms.CharField(label=gettext_lazy("简称"), max_length=40, required=False)
    rank_class = forms.CharField(
        label=gettext_lazy("分类"), max_length=32, required=False,
        help_text=gettext_lazy("同类单位之间排名，如“甲类”“经济部门”"),
    )  # fmt: skip
    position = forms.IntegerField(label=gettext_lazy("次序"), initial=0, min_value=0)
    alias = forms.CharField(
        label=gettext_lazy("别名"), max_length=80, required=False,
        help_text=gettext_lazy("讲话、文件里的叫法；多个用顿号或逗号分开"),
    )  # fmt: skip

    @property
    def aliases(self) -> list[str]:
        return [one.strip() for one in re.split("[、，,]", self.cleaned_data["alias"]) if one.strip()]


class NewUnit(Naming):
    """A unit below another."""

    code = forms.RegexField(
        label=gettext_lazy("代码"), regex=r"^[A-Za-z0-9]{2,32}$", max_length=32,
        help_text=gettext_lazy("字母和数字，之后不能改"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=lambda: [(key, str(label)) for key, label in KINDS.items()]
    )
    parent = forms.ChoiceField(label=gettext_lazy("上级单位"), required=False)
    valid_from = forms.DateField(
        label=gettext_lazy("自哪天起"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    field_order = ("code", "name", "short", "kind", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *queries.names().items()]


class ChangeUnit(Naming):
    """A unit as it is, to be changed."""

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({
            "name": unit.name, "short": unit.short, "rank_class": unit.rank_class, "position": unit.position,
        })  # fmt: skip
        self.fields["alias"].label = _("增加别名")


class End(forms.Form):
    """From which day a unit is no more, and why."""

    on = forms.DateField(label=gettext_lazy("自哪天起撤销"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label=gettext_lazy("原因"), widget=forms.Textarea(attrs={"rows": 2}))


class NewPerson(forms.Form):
    """Somebody who may log in, with a first role."""

    login = forms.RegexField(
        label=gettext_lazy("登录名"), regex=r"^[a-z0-9._-]{2,64}$", max_length=64,
        help_text=gettext_lazy("小写字母、数字、点、短横"),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=64)
    password = forms.CharField(
        label=gettext_lazy("初始密码"), strip=False, help_text=gettext_lazy("至少 10 位；请本人登录后修改")
    )


class Role(forms.Form):
    """A role in a unit, and so in all below it."""

    role = forms.ChoiceField(label=gettext_lazy("角色"))
    unit = forms.ChoiceField(label=gettext_lazy("单位"))
    valid_from = forms.DateField(
        label=gettext_lazy("自哪天起"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, choices in (("role", ledgers.roles()), ("unit", queries.names())):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices.items())


class Password(forms.Form):
    """A new password for somebody who has lost theirs."""

    password = forms.CharField(
        label=gettext_lazy("新密码"), strip=False, help_text=gettext_lazy("至少 10 位")
    )


class PackFile(forms.Form):
    """A pack's folder as a zip."""

    file = forms.FileField(
        label=gettext_lazy("台账包"),
        help_text=gettext_lazy("把台账包文件夹压缩成 zip 上传；先检查，确认后才启用"),
    )


class OutlineFile(forms.Form):
    """Outlines of units as GeoJSON."""

    file = forms.FileField(
        label=gettext_lazy("边界文件"), help_text=gettext_lazy("GeoJSON，UTF-8 编码，不超过 8 MB"),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )  # fmt: skip
