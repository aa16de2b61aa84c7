"""Long work: how far it is, and where its result is. It can be left and come back to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel.errors import InputError
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ops import actions, queries
from luoshi.ops.models import Job as Work
from luoshi.web.below import said, told
from luoshi.web.components import Job, Link, Page
from luoshi.web.request import Request
from luoshi.web.visitors import unattended

STOPPABLE = frozenset({"import", "export", "second", "audit_file"})
"""Kinds of work that write nothing until they are nearly done."""


@require_GET
def job(request: Request, number: int) -> HttpResponse:
    found = queries.job(request.actor, number)
    return render(request, "jobs/job.html", {"page": Page(_label(found)), "job": _shown(found)})


@unattended
@require_GET
def block(request: Request, number: int) -> HttpResponse:
    """Just the block, for the page to ask for again."""
    return render(request, "jobs/block.html", {"job": _shown(queries.job(request.actor, number))})


@require_POST
def cancel(request: Request, number: int) -> HttpResponse:
    """Give a job up."""
    try:
        actions.cancel(request.actor, number)
    except InputError as fault:
        messages.error(request, told(fault))
    return redirect("jobs:job", number)


@require_GET
def file(request: Request, number: int) -> FileResponse:
    """What an export left, to be downloaded."""
    found = queries.job(request.actor, number)
    path = queries.file(request.actor, number)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{found.label}{path.suffix}")


def _shown(found: Work) -> Job:
    lost = queries.is_lost(found)
    message = said(found.message) or _came_of(found) or found.step
    if lost:
        message = _("后台程序没有响应，请重新办理，或联系系统管理员。")
    elif found.state == "waiting":
        message = _("等待后台程序处理。一直没有开始，请联系系统管理员启动 luoshi work。")
    return Job(
        reverse("jobs:block", args=[found.id]),
        _label(found),
        "failed" if lost else found.state,  # type: ignore[arg-type]  # the four states of a job
        found.done,
        found.total,
        message,
        _result(found),
        reverse("jobs:cancel", args=[found.id]) if found.kind in STOPPABLE else "",
    )


def _label(found: Work) -> str:
    """What the work is, in the reader's language where pages know it."""
    if found.kind == "close":
        return _("结账%(month)s") % {"month": Period.parse(found.arguments["period"]).label}
    if found.kind == "export":
        return _("导出 %(label)s") % {"label": found.label}
    if found.kind == "audit_file":
        said = {"pack": ledgers.pack_label(found.arguments["pack"]), "year": found.arguments["year"]}
        return _("%(pack)s %(year)s 年审核资料") % said
    if found.kind == "import":
        return _("导入 %(file)s") % {"file": found.label}
    if found.kind == "second":
        return _("第二识别 %(title)s") % {"title": found.label}
    return found.label


def _result(found: Work) -> Link | None:
    if found.kind == "close" and found.state in ("done", "failed"):
        label = _("查看结账情况") if found.state == "done" else _("返回")
        return Link(label, reverse("periods:period", args=[found.arguments["period"]]), "arrow-right")
    if found.kind in ("export", "audit_file") and found.state == "done":
        return Link(_("下载"), reverse("jobs:file", args=[found.id]), "download", strong=True)
    if found.kind == "import" and found.state != "waiting":
        return _imported(found)
    if found.kind == "second":
        return Link(
            _("查看文件"), reverse("documents:document", args=[found.arguments["document"]]), "arrow-right"
        )
    return None


def _imported(found: Work) -> Link:
    """The ledger once the rows are in it; until then the file, with what is to be mended."""
    ledger, number = found.arguments["ledger"], found.arguments["upload"]
    if found.state == "done" and not found.result.get("problems"):
        return Link(_("查看台账"), reverse("ledgers:list", args=[ledger]), "arrow-right")
    return Link(_("查看文件"), reverse("exchange:upload", args=[ledger, number]), "arrow-right")


def _came_of(found: Work) -> str:
    """What an import made, or that something is to be mended."""
    if found.kind == "export" and found.state == "done":
        return _("共 %(rows)d 行。文件保留 7 天。") % {"rows": found.result["rows"]}
    if found.kind == "audit_file" and found.state == "done":
        held: dict[str, int] = found.result
        return _("共 %(records)d 条记录、%(files)d 个佐证文件。文件保留 7 天。") % held
    if found.kind == "second" and found.state == "done":
        return _read_again(found.result)
    if found.kind != "import" or found.state != "done":
        return ""
    counts: dict[str, int] = found.result
    if counts.get("problems"):
        return _("有 %(problems)d 处要改，一行也没有导入。") % counts
    return _("新增 %(made)d 条，修改 %(amended)d 条，与台账相同 %(same)d 行。") % counts


def _read_again(result: dict[str, Any]) -> str:
    """What the second reader found beside the first, and what did not hold or gave no answer."""
    told = _("新找到 %(new)d 条；%(dropped)d 条在原文里对不上，没有采用。") % result
    return told + (_("%(n)d 段没有得到答复。") % {"n": len(result["failed"])} if result["failed"] else "")
