"""Appeals as pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.appeals import queries
from luoshi.appeals.policy import HANDLES
from luoshi.appeals.queries import Whole
from luoshi.appeals.routing import OPEN
from luoshi.kernel.actor import Actor
from luoshi.ledgers import lights
from luoshi.ledgers.records import Record
from luoshi.units import queries as units
from luoshi.web import formats
from luoshi.web.components import Badge, Column, Empty, Fact, File, Link, Row, Table
from luoshi.web.ledgers import show as of_ledgers
from luoshi.web.matching.show import choice

TONES = {
    "received": "yellow", "routed": "blue", "answered": "purple", "closed": "green", "refused": "grey",
    "merged": "grey", "handed": "yellow", "taken": "blue", "replied": "purple", "approved": "green",
    "sent_back": "grey", "found": "yellow", "proposed": "blue", "decided": "green",
}  # fmt: skip


def stage(record: Record) -> Badge:
    return Badge(record.stage_label, TONES.get(str(record.stage), "grey"))


def crumbs(*more: Link) -> tuple[Link, ...]:
    return (Link(_("诉求办理"), reverse("appeals:index")), *more)


def here(found: Record) -> Link:
    return Link(found.title, reverse("appeals:one", args=[found.ref.id]))


def appeals(found: Sequence[Record], actor: Actor, caption: str, empty: Empty) -> Table:
    """Appeals with their light and day."""
    columns = [
        Column("title", _("标题")), Column("number", _("编号"), phone=False),
        Column("light", _("状态"), "badge"), Column("kind", _("性质"), phone=False),
        Column("area", _("类别"), phone=False), Column("place", _("地点"), phone=False),
        Column("received", _("受理日期"), "date", phone=False), Column("due", _("办结时限"), "date"),
    ]  # fmt: skip
    shining = lights.of(found[0].spec, found, actor.today()) if found else {}
    rows = []
    for one in found:
        light = shining.get(one.ref.id)
        waits = light is not None and one.stage in ("received", "routed")
        cells = {
            "number": one.values["number"], "title": one.title,
            "light": Badge(str(light.label), light.colour) if waits and light else stage(one),
            "kind": choice(one, "kind"), "area": choice(one, "area"), "place": one.values["place"] or "",
            "received": one.values["received_on"], "due": one.row["due_on"],
        }  # fmt: skip
        rows.append(Row(cells, reverse("appeals:one", args=[one.ref.id])))
    return Table(columns, rows, caption, empty=empty)


def my_orders(found: Sequence[Record], actor: Actor, caption: str, empty: Empty) -> Table:
    """Orders of the actor's units, each leading to its appeal."""
    columns = [
        Column("title", _("诉求")), Column("light", _("状态"), "badge"),
        Column("unit", _("承办单位"), phone=False), Column("handed", _("交办日期"), "date", phone=False),
        Column("due", _("答复时限"), "date"),
    ]  # fmt: skip
    shining = lights.of(found[0].spec, found, actor.today()) if found else {}
    names, rows = units.names(), []
    for one in found:
        light = shining.get(one.ref.id)
        cells = {
            "title": one.title, "light": Badge(str(light.label), light.colour) if light else stage(one),
            "unit": names.get(one.unit, one.unit), "handed": one.values["handed_on"],
            "due": one.row["due_on"],
        }  # fmt: skip
        rows.append(Row(cells, reverse("appeals:one", args=[one.values["appeal"]])))
    return Table(columns, rows, caption, empty=empty)


def proposals(found: Sequence[Record]) -> Table:
    columns = [
        Column("name", _("事项")), Column("place", _("地点")), Column("count", _("件数"), "number", places=0),
        Column("found", _("形成日期"), "date", phone=False), Column("stage", _("进展"), "badge"),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "name": one.title, "place": one.values["place"] or "—", "count": one.values["count"],
                "found": one.values["found_on"], "stage": stage(one),
            },
            reverse("appeals:proposal", args=[one.ref.id]),
        )
        for one in found
    ]  # fmt: skip
    empty = Empty(_("没有重复诉求"), _("同一地点的同一事项一再出现时，系统列在这里。"))
    return Table(columns, rows, _("重复诉求"), empty=empty)


def facts(record: Record, keys: Sequence[str]) -> list[Fact]:
    """Fields that are filled in, as they are called."""
    made, names = [], units.names()
    for key in keys:
        field, value = record.spec.fields[key], record.values[key]
        if value in (None, "", False):
            continue
        shown = choice(record, key) if field.type == "choice" else value
        shown = names.get(str(value), value) if field.type == "unit" else shown
        shown = _("是") if value is True else shown
        made.append(Fact(str(field.label), shown, wide=field.type == "long_text"))
    return made


def person(found: Whole) -> list[Fact]:
    """Who appeals, for the desk; with the files as they came."""
    if found.person is None:
        return []
    told = facts(found.person, ["name", "phone", "address", "wishes", "words"])
    if found.letters:
        where = reverse("ledgers:record", args=[found.person.ref.ledger, found.person.ref.id])
        told.append(Fact(_("来件"), _("%(n)d 个文件") % {"n": len(found.letters)}, url=where))
    link = reverse("appeals:follow", args=[queries.link(found.record.ref.id)])
    return [*told, Fact(_("查询地址"), _("给诉求人看的页面"), url=link)]


def orders(found: Whole, actor: Actor) -> Table:
    """The orders of an appeal, with what the actor can do with each."""
    names = units.names()
    handled = units.reach(actor, HANDLES)
    rows = [
        Row(
            {
                "unit": names.get(one.unit, one.unit), "stage": stage(one), "due": one.row["due_on"],
                "said": one.values["reply"] or one.values["sent_back_why"] or one.values["asked"],
                "contact": formats.aside(one.values["contact"] or "", one.values["phone"] or ""),
                "do": _order_steps(one, desk=found.desk, handles=one.unit in handled),
            }
        )
        for one in found.orders
    ]  # fmt: skip
    columns = [
        Column("unit", _("承办单位")), Column("stage", _("进展"), "badge"),
        Column("said", _("要求和办理情况")), Column("contact", _("联系人"), phone=False),
        Column("due", _("答复时限"), "date", phone=False), Column("do", _("办理")),
    ]  # fmt: skip
    return Table(columns, rows, _("交办"), empty=Empty(_("还没有交办"), _("由受理员交给承办单位。")))


def _order_steps(one: Record, *, desk: bool, handles: bool) -> Link | str:
    verb = ""
    if handles and one.stage in OPEN:
        verb, label = ("take", _("签收")) if one.stage == "handed" else ("reply", _("反馈"))
    elif desk and one.stage == "replied":
        verb, label = "return", _("退回重办")
    return Link(label, reverse("appeals:step", args=[verb, one.ref.id])) if verb else ""


def proofs(found: Whole) -> list[File]:
    """The files by which the units prove what they did."""
    people = units.person_names()
    return [each for order, files in found.proofs for each in of_ledgers.files(order, files, people)]


def checks(found: Sequence[Record]) -> Table:
    columns = [
        Column("on", _("日期"), "date"), Column("how", _("方式")), Column("mended", _("解决情况")),
        Column("rating", _("满意度")), Column("said", _("诉求人意见")),
    ]  # fmt: skip
    rows = [
        Row(
            {
                "on": one.values["checked_on"], "how": choice(one, "how"), "mended": choice(one, "mended"),
                "rating": choice(one, "rating") or "—", "said": one.values["said"] or "",
            }
        )
        for one in found
    ]  # fmt: skip
    return Table(columns, rows, _("回访"), empty=Empty(_("还没有回访")))


def next_steps(found: Whole, actor: Actor) -> tuple[Link, ...]:
    """What the actor can do with an appeal now, what comes next first."""
    handled = units.reach(actor, HANDLES)
    mine = [
        _link(_("退回"), "send_back", one, "arrow-back-up", danger=True)
        for one in found.orders
        if one.unit in handled and one.stage in OPEN
    ]
    return (*mine, *(_of_desk(found) if found.desk else ()))


def _of_desk(found: Whole) -> Iterator[Link]:
    record, at = found.record, str(found.record.stage)
    if at in ("received", "routed"):
        ready = bool(found.orders) and all(one.stage not in OPEN for one in found.orders)
        yield _link(_("交办"), "hand", record, "send", strong=at == "received")
        yield _link(_("答复诉求人"), "answer", record, "message-2", strong=at == "routed" and ready)
    if at == "received":
        yield _link(_("并案"), "merge", record, "git-branch")
        yield _link(_("不予受理"), "refuse", record, "ban", danger=True)
    if at == "answered":
        yield _link(_("回访"), "check", record, "phone", strong=True)
    if at in ("answered", "closed"):
        yield _link(_("重新办理"), "reopen", record, "arrow-back-up")
        yield from _laid_open(record)


def _laid_open(record: Record) -> Iterator[Link]:
    if record.values["published_on"]:
        yield _link(_("撤下公开"), "take_down", record, "eye-off")
    elif record.values["kind"] != "report" and record.values["answer"]:
        yield Link(_("公开答复"), reverse("appeals:publish", args=[record.ref.id]), "eye")


def _link(
    label: str, verb: str, of: Record, icon: str, *, strong: bool = False, danger: bool = False
) -> Link:
    return Link(label, reverse("appeals:step", args=[verb, of.ref.id]), icon, strong=strong, danger=danger)
