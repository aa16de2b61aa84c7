"""How a dashboard is sent in: its tiles in their order, and the one to be added."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import queries as ledgers
from luoshi.periods import pivot
from luoshi.periods.boards import KINDS, Tile
from luoshi.units.policy import KINDS as UNIT_KINDS
from luoshi.web.boards.tiles import kind_words
from luoshi.web.figures.forms import seen_units

PARTS = ("kind", "indicator", "unit", "among", "width", "height")


def sent(posted: QueryDict) -> list[Tile]:
    """The tiles of a posted dashboard; `InputError` when they were not sent whole."""
    lists = [posted.getlist(part) for part in PARTS]
    if len({len(one) for one in lists}) > 1:
        raise InputError(_("看板没有传完整"), hint=_("刷新页面，重新编排"))
    tiles = []
    for kind, indicator, unit, among, width, height in zip(*lists, strict=True):
        if kind not in KINDS or not (
            width.isascii() and width.isdigit() and height.isascii() and height.isdigit()
        ):
            raise InputError(_("看板没有传完整"), hint=_("刷新页面，重新编排"))
        tiles.append(Tile(kind, indicator, unit, among, int(width), int(height)))
    return tiles


class Adding(forms.Form):
    """A tile to be added."""

    new_kind = forms.ChoiceField()
    new_indicator = forms.ChoiceField()
    new_unit = forms.ChoiceField(required=False)
    new_among = forms.ChoiceField(required=False)

    def __init__(self, actor: Actor, data: QueryDict | None = None) -> None:
        super().__init__(data)
        known = Catalogue.of(ledgers.packs()).indicators.values()
        kinds = [(key, str(UNIT_KINDS.get(key, key))) for key in pivot.kinds_below(actor, pivot.top(actor))]
        self._offer("new_kind", _("看什么"), [(key, words) for key, words in kind_words().items()])
        self._offer("new_indicator", _("指标"), [(one.name, str(one.label)) for one in known])
        self._offer("new_unit", _("单位"), [("", _("本人最高单位")), *seen_units(actor)])
        self._offer("new_among", _("下级类别"), [("", _("全部")), *kinds])

    def _offer(self, key: str, label: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[key]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = label, choices

    def tile(self) -> Tile:
        """The tile that was chosen."""
        said = self.cleaned_data
        return Tile.new(said["new_kind"], said["new_indicator"], said["new_unit"], said["new_among"])
