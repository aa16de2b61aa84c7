from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Words(forms.Form):
    """What a person is found by. It is posted: an address ends up in logs."""

    words = forms.CharField(label=_("姓名、电话或地址"), min_length=2, max_length=100)
