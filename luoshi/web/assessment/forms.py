"""What an assessor chooses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luoshi.assessment import queries
from luoshi.kernel.periods import Period
from luoshi.periods import queries as periods


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
