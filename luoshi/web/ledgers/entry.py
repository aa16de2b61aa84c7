"""A record's fields as a form, made from the pack. What is typed is checked by the ledger itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.numbers import plain
from luoshi.ledgers import queries
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.files import LARGEST
from luoshi.ledgers.handling import goals
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Field, Ledger, ledger_of
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.below import told
from luoshi.web.widgets import Select

FILE = "file_"
TAKEN = "image/*,.pdf,.doc,.docx,.xls,.xlsx,.ofd,.zip,.txt"
"""What evidence may be; on a phone the camera is offered for it."""
NUMBERS = frozenset({"integer", "decimal", "money", "percent"})


class Fields(forms.Form):
    """The fields of a ledger; `record` fills them with what is there."""

    def __init__(
        self, *args: Any, spec: Ledger, actor: Actor, record: Record | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.spec, self.actor = spec, actor
        for key, field in spec.typed.items():
            self.fields[key] = _input(spec, key, field)
            if record is not None:
                self.initial.setdefault(key, typed(actor, spec, field, record.values.get(key)))
                self.fields[key].show_hidden_initial = True
            if field.type == "organization":
                code = self.fields[f"{key}_code"] = _code(field)
                if record is not None:
                    self.initial.setdefault(f"{key}_code", record.values.get(f"{key}_code") or "")
                    code.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        """A record that is meant by its name becomes its number; what is unclear is said at the field."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for key, field in self.spec.typed.items():
            if field.type == "record" and said.get(key) and key in self.changed_data:
                try:
                    said[key] = queries.find(self.actor, ledger_of(self.spec, field), said[key]).ref.id
                except LuoshiError as fault:
                    self.add_error(key, told(fault))
        return said

    def values(self, keys: Iterable[str] | None = None) -> dict[str, Any]:
        """What was typed, by field; only `keys` where given."""
        known = self.values_typed()
        return {key: self.cleaned_data.get(key) for key in known if keys is None or key in keys}

    def touched(self) -> list[str]:
        """The fields that were changed from what the person was shown."""
        return [key for key in self.changed_data if key in self.values_typed()]

    def values_typed(self) -> list[str]:
        """The form's fields that are the ledger's."""
        return [key for key in self.fields if key.removesuffix("_code") in self.spec.fields]


class Report(Fields):
    """A new record: whose it is, its fields, and a file for each purpose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = units.names()
        mine = queries.reach(self.actor, "report", self.spec)
        choices = [(code, name) for code, name in names.items() if code in mine]
        unit = forms.ChoiceField(label=gettext_lazy("责任单位"), choices=choices, widget=Select)
        self.fields = {"reporting_unit": unit, **self.fields}
        for key, purpose in self.spec.evidence.items():
            self.fields[FILE + key] = forms.FileField(
                label=_("佐证：%(label)s") % {"label": purpose.label}, required=False,
                help_text=purpose.meaning, widget=forms.FileInput(attrs={"data-photo": "", "accept": TAKEN}),
            )  # fmt: skip

    @property
    def attachments(self) -> list[NewFile]:
        """The files that came, read."""
        given = {key: self.cleaned_data.get(FILE + key) for key in self.spec.evidence}
        return [NewFile(key, one.name, one.read()) for key, one in given.items() if one]


class Edit(Fields):
    """A change of a record: the version that was seen comes along; a correction needs a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Record, reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial["version"] = record.version
        label = _("更正原因") if reason else _("说明")
        help_text = _("差额计入当期并公开，已公布的数据不变。") if reason else ""
        self.fields["why"] = forms.CharField(
            label=label, required=reason, help_text=help_text, widget=forms.Textarea(attrs={"rows": 2})
        )


class Upload(forms.Form):
    """One more piece of evidence."""

    purpose = forms.ChoiceField(label=gettext_lazy("用途"))
    file = forms.FileField(
        label=gettext_lazy("文件或照片"),
        widget=forms.FileInput(attrs={"data-photo": "", "accept": TAKEN}),
    )

    def __init__(self, *args: Any, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(key, formats.aside(one.label, one.meaning)) for key, one in spec.evidence.items()]
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = chosen
        self.fields["file"].help_text = _("不超过 %(size)d MB") % {"size": LARGEST // 1024 // 1024}


def typed(actor: Actor, spec: Ledger, field: Field, value: Any) -> Any:
    """A value as it would be typed."""
    if value is None:
        return ""
    if field.type == "record":
        title = queries.titles(actor, ledger_of(spec, field), [value]).get(value, "")
        return f"{value} {title}".strip()
    if field.type == "boolean":
        return "1" if value else "0"
    return plain(value) if isinstance(value, Decimal) else value


def said(record: Record) -> str:
    """How a person names a record in a form: “12 苹果汁加工厂”."""
    return f"{record.ref.id} {record.title}"


def worded(field: Field, unit: str | None) -> str:
    """A field's label with the unit its numbers are in."""
    return formats.aside(field.label, formats.unit_words(unit))


def code_worded(field: Field) -> str:
    """The label of the code beside an organization."""
    return _("%(label)s统一社会信用代码") % {"label": field.label}


_label, _code_label = lazy(worded, str), lazy(code_worded, str)
"""In the language spoken when a label is shown, which is not always the one in which the form is made."""


def _code(field: Field) -> forms.Field:
    label = _code_label(field)
    return forms.CharField(label=label, required=False, help_text=_("18 位，系统核对校验位"))


def _input(spec: Ledger, key: str, field: Field) -> forms.Field:
    make = _INPUTS.get(field.type, _text)
    made = make(spec, key, field)
    made.required = field.required
    made.help_text = str(field.help or made.help_text)
    unit = field.unit if field.type in NUMBERS else None
    made.label = _label(field, unit)
    return made


def _text(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key, field
    return forms.CharField()


def _long(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key, field
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))


def _number(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key, field
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "typed-number"}))


def _day(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key, field
    return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _month(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key, field
    return forms.CharField(widget=forms.TextInput(attrs={"type": "month"}))


def _choice(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key
    return forms.ChoiceField(
        choices=[("", "—"), *((one, str(label)) for one, label in field.choices.items())]
    )


def _truth(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key, field
    return forms.ChoiceField(choices=[("", "—"), ("1", _("是")), ("0", _("否"))])


def _unit(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key, field
    return forms.ChoiceField(choices=lambda: [("", "—"), *units.offices().items()], widget=Select)


def _person(spec: Ledger, key: str, field: Field) -> forms.Field:
    del spec, key, field
    return forms.ChoiceField(choices=lambda: [("", "—"), *units.person_names().items()], widget=Select)


def _record(spec: Ledger, key: str, field: Field) -> forms.Field:
    """Typed words are looked up as they are typed; the browser offers what was found."""
    address = reverse("ledgers:options", args=[ledger_of(spec, field)])
    attrs = {
        "list": f"options-{key}", "autocomplete": "off", "hx-get": address, "hx-target": f"#options-{key}",
        "hx-trigger": "focus, input changed delay:250ms", "hx-params": key, "hx-swap": "innerHTML",
    }  # fmt: skip
    return forms.CharField(widget=forms.TextInput(attrs=attrs), help_text=_("输入名称的一部分，从列表中选择"))


_INPUTS: Mapping[str, Callable[[Ledger, str, Field], forms.Field]] = {
    "long_text": _long, "integer": _number, "decimal": _number, "money": _number, "percent": _number,
    "date": _day, "month": _month, "choice": _choice, "boolean": _truth, "unit": _unit, "person": _person,
    "record": _record,
}  # fmt: skip


class Move(forms.Form):
    """To which stage, and from which day."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    stage = forms.ChoiceField(label=gettext_lazy("进入阶段"))
    on = forms.DateField(label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(
        label=gettext_lazy("说明"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, record: Record, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["stage"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.key, str(one.label)) for one in goals(actor, record)]
        self.initial.update({"version": record.version, "on": actor.today().isoformat()})


class Gate(forms.Form):
    """How a gate is decided."""

    passed = forms.ChoiceField(
        label=gettext_lazy("结论"), choices=[("1", gettext_lazy("通过")), ("0", gettext_lazy("不通过"))],
        widget=forms.RadioSelect, initial="1",
    )  # fmt: skip
    on = forms.DateField(label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    document_no = forms.CharField(label=gettext_lazy("文号"), required=False, max_length=100)
    why = forms.CharField(label=gettext_lazy("理由"), widget=forms.Textarea(attrs={"rows": 3}))


class Shares(forms.Form):
    """Whose credit a record is, from a day on: as many lines as are needed."""

    LINES = 5
    from_day = forms.DateField(label=gettext_lazy("自哪天起"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label=gettext_lazy("原因"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *units.offices().items()]
        for line in range(1, self.LINES + 1):
            said = {"number": line}
            self.fields[f"unit_{line}"] = forms.ChoiceField(
                label=_("单位 %(number)s") % said, choices=choices, required=False
            )
            self.fields[f"percent_{line}"] = forms.DecimalField(
                label=_("份额 %(number)s（%%）") % said,
                required=False,
                min_value=Decimal("0.01"),
                decimal_places=2,
            )
        self.order_fields([key for key in self.fields if key not in ("from_day", "why")])

    @property
    def shares(self) -> dict[str, Decimal]:
        """Unit → percent of the lines that were filled."""
        said = self.cleaned_data
        lines = range(1, self.LINES + 1)
        return {said[f"unit_{n}"]: said[f"percent_{n}"] or Decimal(0) for n in lines if said.get(f"unit_{n}")}
