"""What a person may do with a record now: buttons, and the questions asked before some of them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.elections import delegating
from luoshi.ledgers import extending, handling, overview, pausing, queries
from luoshi.ledgers.records import Record
from luoshi.packs.spec import PauseKind, Verb
from luoshi.reports import order_docx, review_input
from luoshi.units import queries as units
from luoshi.web.components import Confirm, Link
from luoshi.web.request import Request


def offers(request: Request, record: Record) -> list[Link]:
    """The buttons, the most likely first."""
    papers = [Link(_("打印"), _to(record, "paper"), "printer")]
    if record.withdrawn:
        return papers
    if record.ref.ledger == order_docx.TASK:
        papers.insert(0, Link(_("督查通知单"), _to(record, "order"), "file-type-docx"))
    if record.ref.ledger == order_docx.CONSEQUENCE:
        papers.insert(0, Link(_("督办函"), _to(record, "letter"), "file-type-docx"))
    if delegating.open_to(request.actor, record):
        where = reverse("elections:allot_congress", args=[record.ref.id])
        papers.insert(0, Link(_("分配代表名额"), where, "arrows-split-2", strong=True))
    if record.ref.ledger == review_input.REVIEW:
        papers = [*_input(request, record), *papers]
    return [
        *_reviewing(request, record), *_reporting(request, record), *_reopening(request, record),
        *_sharing(request, record), *papers,
    ]  # fmt: skip


def _input(request: Request, record: Record) -> list[Link]:
    """What a management review looks at: to read, to print, and to freeze before it is held."""
    made = [
        Link(_("评审输入"), _to(record, "review_input"), "list-details"),
        Link(_("评审输入（Word）"), _to(record, "review_input_docx"), "file-type-docx"),
    ]
    if record.stage == "planned" and _may(request, record, "report"):
        made.append(Link(_("存评审输入"), icon="paperclip", dialog="keep_input"))
    return made


def _reopening(request: Request, record: Record) -> list[Link]:
    return [
        Link(str(one.label), icon="refresh", danger=True, dialog=f"reopen-{one.key}")
        for one in extending.reopenings(request.actor, record)
    ]


def _may(request: Request, record: Record, verb: Verb) -> bool:
    return record.unit in queries.reach(request.actor, verb, record.spec)


def _to(record: Record, view: str) -> str:
    return reverse(f"ledgers:{view}", args=[record.ref.ledger, record.ref.id])


def _reviewing(request: Request, record: Record) -> list[Link]:
    if not _may(request, record, "verify"):
        return []
    rework = extending.rework(record) is not None
    back = [Link(_("退回重办"), icon="arrow-back-up", danger=True, dialog="send_back")] if rework else []
    waits = overview.reviewed_from(record.spec)
    if record.verification != "pending" or (waits and record.stage not in waits):
        return back
    reject = [] if rework else [Link(_("退回"), icon="x", danger=True, dialog="reject")]
    return [Link(_("审核通过"), icon="check", strong=True, dialog="verify"), *reject, *back]


def _reporting(request: Request, record: Record) -> list[Link]:
    closed = queries.lock(record.unit, record.day) is not None
    made = []
    if closed and _may(request, record, "adjust"):
        made.append(Link(_("更正"), _to(record, "edit"), "edit"))
    if not _may(request, record, "report"):
        return made
    fixed = handling.is_fixed(request.actor, record)
    if not closed and not fixed:
        made.append(Link(_("修改"), _to(record, "edit"), "edit"))
    if extending.may_ask(record, request.actor.today()):
        made.append(Link(_("申请延期"), _to(record, "extend"), "calendar-plus"))
    if handling.goals(request.actor, record):
        made.append(Link(_("推进阶段"), _to(record, "move"), "arrow-right"))
    made += _clock(request, record)
    if not closed and not fixed:
        made.append(Link(_("撤回"), icon="trash", danger=True, dialog="withdraw"))
    return made


def _clock(request: Request, record: Record) -> list[Link]:
    """To stop the clocks or to let them run on, where the person may for one of the reasons there are."""
    spec, stood = record.spec, pausing.course(request.actor, record)
    if not (spec.pauses or any(stage.within for stage in spec.stages)):
        return []
    reasons: list[PauseKind | None] = [*spec.pauses.values()] or [None]
    if stood.open:
        reasons = [spec.pauses.get(stood.pauses[-1].kind)]
    if not any(pausing.may(request.actor, record, one) for one in reasons):
        return []
    if stood.open:
        return [Link(_("恢复计时"), icon="player-play", dialog="resume")]
    if spec.pauses:
        return [Link(_("暂停计时"), _to(record, "pause"), "player-pause")]
    return [Link(_("暂停计时"), icon="player-pause", dialog="pause")]


def _sharing(request: Request, record: Record) -> list[Link]:
    if not (record.spec.shares and _may(request, record, "share")):
        return []
    return [Link(_("划分份额"), _to(record, "share"), "arrows-split-2")]


def evidence(request: Request, record: Record) -> Link | None:
    """The button above a record's evidence."""
    if record.withdrawn or not record.spec.evidence or not _may(request, record, "report"):
        return None
    return Link(_("上传佐证"), _to(record, "attach"), "upload")


def gates(request: Request, record: Record) -> list[Link]:
    """A button for each gate the person decides."""
    made = []
    for key, gate in record.spec.gates.items():
        if record.unit in units.reach(request.actor, gate.decided_by) and not record.withdrawn:
            where = reverse("ledgers:gate", args=[record.ref.ledger, record.ref.id, key])
            made.append(Link(_("决定%(gate)s") % {"gate": gate.label}, where, "gavel"))
    return made


def child(request: Request, record: Record, name: str) -> Link | None:
    """The button above a record's children."""
    spec = queries.ledger(name)
    reached = queries.reach(request.actor, "report", spec)
    if record.withdrawn or (record.unit not in reached and not (spec.apart and reached)):
        return None
    if handling.is_alone(spec):
        return None
    where = reverse("ledgers:report", args=[name])
    back = reverse("ledgers:record", args=[record.ref.ledger, record.ref.id])
    label = _("填报%(label)s") % {"label": spec.label}
    return Link(label, f"{where}?{spec.parent}={record.ref.id}&back={back}", "plus")


def dialogs(record: Record) -> list[Confirm]:
    """What is asked before something is done at once."""
    ref = record.ref
    return [
        *(
            Confirm(
                f"reopen-{one.key}",
                str(one.label),
                _("退回到前面的阶段重新办理；后面阶段的佐证和审批不再算数，时限重新计。"),
                reverse("ledgers:reopen", args=[ref.ledger, ref.id, one.key]),
                str(one.label),
                danger=True,
                reason=_("为什么要重新办理"),
            )
            for one in record.spec.reopens
            if one.by_roles
        ),
        *(
            [
                Confirm(
                    "keep_input",
                    _("把评审输入存为佐证？"),
                    _("按现在系统里的记录汇总，存成 Word 文件；召开以后不再改。"),
                    _to(record, "keep_review_input"),
                    _("存为佐证"),
                )
            ]
            if ref.ledger == review_input.REVIEW
            else []
        ),
        Confirm(
            "verify",
            _("审核通过？"),
            _("通过后这条数据计入统计，其待审佐证一并通过。"),
            _to(record, "verify"),
            _("审核通过"),
        ),
        Confirm(
            "reject",
            _("退回这条数据？"),
            _("填报单位会看到退回原因。"),
            _to(record, "reject"),
            _("退回"),
            danger=True,
            reason=_("退回原因"),
        ),
        Confirm(
            "send_back",
            _("退回重办？"),
            _("承办单位会看到原因，重新办理、重新反馈；时限不变。"),
            _to(record, "send_back"),
            _("退回重办"),
            danger=True,
            reason=_("哪里不合格，要怎样改"),
        ),
        Confirm(
            "withdraw",
            _("撤回这条记录？"),
            _("撤回后不再计入统计；经过和佐证仍然保留。"),
            _to(record, "withdraw"),
            _("撤回"),
            danger=True,
            reason=_("撤回原因"),
        ),
        Confirm(
            "pause",
            _("暂停计时？"),
            _("暂停的天数不计入时限。"),
            _to(record, "pause"),
            _("暂停计时"),
            reason=_("暂停原因"),
        ),
        Confirm("resume", _("恢复计时？"), _("时限从今天起继续计算。"), _to(record, "resume"), _("恢复计时")),
    ]
