from __future__ import annotations

from django import forms


class Filters(forms.Form):
    search = forms.CharField(label="名称", required=False)
    stage = forms.ChoiceField(label="阶段", required=False, choices=[("", "全部"), ("signed", "签约")])
    since = forms.DateField(label="签约自", required=False, widget=forms.DateInput(attrs={"type": "date"}))


class Sample(forms.Form):
    name = forms.CharField(label="项目名称", help_text="用协议上的全称。")
    total = forms.DecimalField(
        label="总投资（万元）",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": "不是数；应为：以万元为单位的数，如 120.5"},
    )
    stage = forms.ChoiceField(label="阶段", choices=[("talks", "在谈"), ("signed", "签约")])
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    public = forms.BooleanField(label="在公开页面展示", required=False)
    channel = forms.ChoiceField(
        label="招商方式",
        widget=forms.RadioSelect,
        choices=[("fair", "节会招商"), ("visit", "上门招商")],
        required=False,
    )
