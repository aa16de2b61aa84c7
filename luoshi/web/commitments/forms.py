"""Setting targets, handing them down, issuing letters."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.commitments import letters
from luoshi.commitments.matching import Owed
from luoshi.commitments.models import Commitment
from luoshi.commitments.queries import Split, catalogue
from luoshi.kernel.numbers import plain
from luoshi.units import queries as units
from luoshi.units.models import Unit
from luoshi.web import formats
from luoshi.web.fields import offer


def typed(value: Decimal | None) -> str:
    """A value as it would be typed."""
    return "" if value is None else plain(value)


class Filters(forms.Form):
    """Which targets are listed."""

    year = forms.ChoiceField(label=gettext_lazy("年度"), required=False)
    indicator = forms.ChoiceField(label=gettext_lazy("指标"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("单位及下级"), required=False)

    def __init__(self, *args: Any, years: Iterable[int], seen: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(name, str(one.label)) for name, one in catalogue().indicators.items()]
        places = [(code, name) for code, name in units.offices().items() if code in seen]
        offer(self, "year", [(str(year), str(year)) for year in years])
        offer(self, "indicator", [("", _("全部")), *known])
        offer(self, "unit", [("", _("全部")), *places])


class Amounts(forms.Form):
    """确保, 争取, 位次, by when, and why."""

    base = forms.DecimalField(label=gettext_lazy("确保目标"), required=False)
    stretch = forms.DecimalField(label=gettext_lazy("争取目标"), required=False)
    place = forms.IntegerField(
        label=gettext_lazy("位次目标"), required=False, min_value=1, help_text=gettext_lazy("如“前3位”填 3")
    )
    deadline = forms.DateField(
        label=gettext_lazy("完成时限"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("不填为年底"),
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def owed(self) -> Owed:
        said = self.cleaned_data
        return Owed(said["base"], said["stretch"], said["place"])


class New(Amounts):
    """A target that stands in no text."""

    unit = forms.ChoiceField(label=gettext_lazy("责任单位"))
    indicator = forms.ChoiceField(label=gettext_lazy("指标"))
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2100)
    field_order = ("unit", "indicator", "year")

    def __init__(self, *args: Any, mine: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = catalogue().indicators.items()
        offer(self, "unit", [(code, name) for code, name in units.offices().items() if code in mine])
        offer(
            self,
            "indicator",
            [(name, formats.aside(one.label, formats.unit_words(one.unit))) for name, one in known],
        )


class Change(Amounts):
    """A target set anew; the old one stays to be seen."""

    def __init__(self, *args: Any, old: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({
            "base": typed(old.base), "stretch": typed(old.stretch), "place": old.place,
            "deadline": old.deadline.isoformat(),
        })  # fmt: skip
        self.fields["why"].required = True
        self.fields["why"].label = _("调整原因")


class Parts(forms.Form):
    """What each unit below is handed: 确保 and 争取; empty lines are handed nothing."""

    why = forms.CharField(
        label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("改动已下达的目标时，写明原因"),
    )  # fmt: skip

    def __init__(self, *args: Any, split: Split, below: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(below)
        held = {one.unit: one for one in split.parts}
        for unit in self.lines:
            for key in ("base", "stretch"):
                self.fields[f"{key}_{unit.code}"] = forms.DecimalField(
                    label=f"{unit.name} {key}", required=False,
                    widget=forms.TextInput(attrs={
                        "inputmode": "decimal", "class": "form-control form-control-sm typed-number",
                        "data-part": key, "aria-label": unit.name,
                    }),
                )  # fmt: skip
                if unit.code in held:
                    self.initial[f"{key}_{unit.code}"] = typed(getattr(held[unit.code], key))

    @property
    def rows(self) -> list[tuple[Unit, forms.BoundField, forms.BoundField]]:
        """(unit, 确保, 争取) as the page lists them."""
        return [(one, self[f"base_{one.code}"], self[f"stretch_{one.code}"]) for one in self.lines]

    @property
    def parts(self) -> dict[str, Owed]:
        """What was changed, by unit."""
        said, made = self.cleaned_data, {}
        for one in self.lines:
            keys = {f"base_{one.code}", f"stretch_{one.code}"}
            if keys & set(self.changed_data):
                made[one.code] = Owed(said.get(f"base_{one.code}"), said.get(f"stretch_{one.code}"))
        return made


class Issue(forms.Form):
    """Letters for several units at once."""

    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2100)
    from_unit = forms.ChoiceField(label=gettext_lazy("甲方"))
    to_units = forms.MultipleChoiceField(
        label=gettext_lazy("乙方"), widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("按住 Ctrl 可多选；没有目标的单位不能签发"),
    )  # fmt: skip
    obligations = forms.CharField(
        label=gettext_lazy("双方责任"), widget=forms.Textarea(attrs={"rows": 6}),
        initial="\n".join(letters.OBLIGATIONS),
        help_text=gettext_lazy("一行一条"),
    )  # fmt: skip
    why = forms.CharField(
        label=gettext_lazy("新版原因"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("已签发过的，新版要写明原因"),
    )  # fmt: skip

    def __init__(self, *args: Any, mine: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(code, name) for code, name in units.offices().items() if code in mine]
        offer(self, "from_unit", places)
        offer(self, "to_units", places[1:])

    @property
    def lines(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["obligations"].splitlines() if one.strip()]
