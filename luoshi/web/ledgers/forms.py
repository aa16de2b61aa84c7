"""The filter bar of a ledger, made from its fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.packs.spec import Ledger


class Filters(forms.Form):
    """Search, stage, verification, and a choice for each choice field."""

    q = forms.CharField(label=_("搜索"), required=False)

    def __init__(self, *args: Any, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if spec.stages:
            self._choose("stage", _("阶段"), [(one.key, str(one.label)) for one in spec.stages])
        states = [("pending", _("待审核")), ("verified", _("已核实")), ("rejected", _("已退回"))]
        self._choose("verification", _("审核"), states)
        for key, field in spec.fields.items():
            if field.type == "choice":
                self._choose(key, str(field.label), [(k, str(v)) for k, v in field.choices.items()])

    def _choose(self, key: str, label: Any, choices: list[tuple[str, Any]]) -> None:
        self.fields[key] = forms.ChoiceField(label=label, required=False, choices=[("", _("全部")), *choices])

    @property
    def search(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    @property
    def filters(self) -> dict[str, Any]:
        """What was chosen, by column; a value that is no choice is left out."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if key != "q" and value}
