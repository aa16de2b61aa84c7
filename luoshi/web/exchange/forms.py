"""What a person says of a file: whose it is, what its headings mean, what its cells should have said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.exchange import cells
from luoshi.exchange.headings import IGNORED, Heading, plain, written
from luoshi.exchange.tables import Table
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units

ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.txt"


class Upload(forms.Form):
    """A file of rows, and whose they are."""

    unit = forms.ChoiceField(
        label=gettext_lazy("责任单位"),
        help_text=gettext_lazy("表里有“责任单位”列，或工作表以单位命名的，以表为准"),
    )
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy("Excel（.xlsx、.xls）或 .csv，不超过 50 MB"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, actor: Actor, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine, field = queries.reach(actor, "report", spec), self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, name) for code, name in units.names().items() if code in mine]


class Columns(forms.Form):
    """Each heading of a table and the field that it fills."""

    prefix = "column"

    def __init__(self, *args: Any, spec: Ledger, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = [(key, label) for key, label in written(spec)]
        choices = [("", _("（没有认出）")), (IGNORED, _("不导入")), ("unit", _("责任单位")), *fields]
        self.headings: dict[str, str] = {}
        for place, heading in enumerate(table.headings):
            if not heading:
                continue
            meant = table.columns[place]
            now = meant.key if isinstance(meant, Heading) else IGNORED if meant is None else ""
            self.headings[str(place)] = plain(heading)
            self.fields[str(place)] = forms.ChoiceField(
                label=heading, required=False, choices=choices, initial=now, help_text=_sample(table, place)
            )
        self.fields["top"] = forms.IntegerField(
            label=_("表头在第几行"), min_value=1, initial=table.top + 1, required=False,
            help_text=_("认错了时改这里，再检查"),
        )  # fmt: skip

    @property
    def top(self) -> int | None:
        """The row in which the heading is said to begin, from 0, where it is another than was understood."""
        row = self.cleaned_data.get("top")
        return row - 1 if row and row != self.fields["top"].initial else None

    def said(self) -> dict[str, str]:
        """Plain heading → what was chosen, where it is another than what was understood."""
        return {
            self.headings[place]: value
            for place, value in self.cleaned_data.items()
            if place in self.headings and value and value != self.fields[place].initial
        }


class Sheets(forms.Form):
    """Which sheets of a workbook go in, and why closed months are corrected."""

    prefix = "sheets"
    which = forms.MultipleChoiceField(
        label=gettext_lazy("工作表"), required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label=gettext_lazy("更正原因"), required=False, max_length=500,
        help_text=gettext_lazy("改动已结账月份的数据时必填，只有能更正的人可以"),
    )  # fmt: skip

    def __init__(self, *args: Any, tables: tuple[Table, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["which"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.grid.name, one.grid.name) for one in tables]
        if len(tables) < 2:
            del self.fields["which"]


def _sample(table: Table, place: int) -> str:
    """The first things that stand below a heading."""
    found = []
    for line in table.lines[:20]:
        cell = line.cells[place] if place < len(line.cells) else None
        said = "" if cells.is_empty(cell) else cells.text(cell)[:20]
        if said and said not in found:
            found.append(said)
        if len(found) == 2:
            break
    return _("、").join(found)
