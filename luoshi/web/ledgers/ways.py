"""The ways of looking at a ledger: list, board, map, parts, calendar. They are asked the same, and a tab
leads from one to the other with what is asked."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.ledgers import deadlines, parts, queries
from luoshi.ledgers.stages import State
from luoshi.packs.spec import Ledger
from luoshi.web.components import Badge, Empty, Link, Page
from luoshi.web.ledgers.forms import Filters
from luoshi.web.ledgers.work import above
from luoshi.web.request import Request

OWN = ("page", "sort", "size", "pin", "col", "month", "day", "by", "of", "from", "look")
"""What only one way understands, and is left behind."""


def ways(spec: Ledger, query: QueryDict, current: str) -> tuple[Link, ...]:
    """A tab for each way that the ledger allows: no board without stages, no parts without a choice or a
    date, no calendar without deadlines."""
    offered = [("list", _("列表"), "list")]
    if spec.stages:
        offered.append(("board", _("阶段看板"), "layout-kanban"))
    offered.append(("map", _("地图"), "map-2"))
    if parts.fields(spec) or spec.dated:
        offered.append(("parts", _("分布"), "chart-bar"))
    if deadlines.has(spec):
        offered.append(("calendar", _("日历"), "calendar-month"))
    if spec.numbered:
        offered.append(("numbers", _("编号登记"), "list-details"))
    asked = asking(query)
    return tuple(
        Link(label, f"{reverse(f'ledgers:{view}', args=[spec.name])}{asked}", icon, current=view == current)
        for view, label, icon in offered
    )


def asking(query: QueryDict, **changes: str) -> str:
    """The search and filters of an address as the query of another."""
    kept = query.copy()
    for key in OWN:
        kept.pop(key, None)
    for key, value in changes.items():
        kept[key] = value
    return f"?{kept.urlencode()}" if kept else ""


def page(request: Request, spec: Ledger, current: str) -> Page:
    """The head of a way's page."""
    return Page(str(spec.label), (above(request.actor),), tabs=ways(spec, request.GET, current))


def nothing(request: Request, spec: Ledger, form: Filters) -> Empty:
    """What to do where nothing is: ask for less, or report the first fact."""
    if form.search or form.filters:
        clear = Link(_("清除条件"), request.path, "filter-off")
        return Empty(_("没有符合条件的记录"), _("放宽或清除条件后再看。"), clear)
    if queries.reach(request.actor, "report", spec):
        report = Link(_("填报"), reverse("ledgers:report", args=[spec.name]), "plus", strong=True)
        return Empty(_("还没有记录"), _("可以逐条填报，也可以把 Excel 表导入。"), report)
    return Empty(_("还没有记录"), _("各单位填报后会列在这里。"))


def clock_badge(state: State, left: int) -> Badge:
    """A time limit's light with the working days that are left."""
    if state == "paused":
        return Badge(_("已暂停计时"), "grey")
    if state == "late":
        said = ngettext("超期 %(n)d 个工作日", "超期 %(n)d 个工作日", -left) % {"n": -left}
        return Badge(said, "red")
    if left == 0:
        return Badge(_("今天到期"), "yellow")
    said = ngettext("还剩 %(n)d 个工作日", "还剩 %(n)d 个工作日", left) % {"n": left}
    return Badge(said, "yellow" if state == "warn" else "green")
