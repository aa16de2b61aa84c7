"""Notices: what the site tells a person. What waits for them to do stands on the home page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi.exchange import notices, outbox_queries, queries
from luoshi.exchange.channels import actions
from luoshi.exchange.outbox_policy import KINDS
from luoshi.web.components import Badge, Empty, Link, Page, Pager
from luoshi.web.inbox.forms import Narrowing, Wishes, as_said
from luoshi.web.request import Request
from luoshi.web.submitting import attempt
from luoshi.web.visitors import unattended

A_PAGE = 30
TONES = {"overdue": "red", "duty": "yellow", "task": "yellow", "query": "purple", "bulletin": "blue"}


@require_GET
def index(request: Request) -> HttpResponse:
    """The person's notices, the newest first; `?kind=` and `?seen=no` narrow them."""
    form, number = Narrowing(request.GET), _number(request.GET.get("page", ""))
    said = form.cleaned_data if form.is_valid() else {"kind": "", "seen": ""}
    found, total = outbox_queries.notices(
        request.actor, kind=said["kind"], unread=said["seen"] == "no", start=(number - 1) * A_PAGE,
        limit=A_PAGE,
    )  # fmt: skip
    context = {
        "page": Page(_("通知"), actions=(Link(_("提醒设置"), reverse("inbox:wishes"), "settings"),)),
        "form": form,
        "notices": [(one, _badge(one.kind)) for one in found],
        "unseen": queries.unseen(request.actor),
        "new": Badge(_("新"), "blue"),
        "here": request.get_full_path(),
        "pager": Pager(number, A_PAGE, total),
        "before": _page(request, number - 1) if number > 1 else "",
        "after": _page(request, number + 1) if number * A_PAGE < total else "",
        "empty": _empty(any(said.values())),
    }
    return render(request, "inbox/index.html", context)


def _badge(kind: str) -> Badge:
    return Badge(str(KINDS[kind]) if kind in KINDS else kind, TONES.get(kind, "grey"))


def _number(said: str) -> int:
    return min(max(int(said), 1), 10_000) if said.isdecimal() and len(said) < 6 else 1


def _page(request: Request, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{request.path}?{query.urlencode()}"


def _empty(narrowed: bool) -> Empty:
    if narrowed:
        every = Link(_("看全部通知"), reverse("inbox:index"))
        return Empty(_("没有这样的通知"), _("换一个类别或状态，或看全部通知。"), every)
    return Empty(_("没有通知"), _("月报、任务快到期或逾期，后台任务完成，都会在这里告诉您。"))


@unattended
@require_GET
def count(request: Request) -> HttpResponse:
    """How many are new: what the bell in the top bar asks for after the page has come."""
    return render(request, "inbox/count.html", {"unseen": queries.unseen(request.actor)})


@require_POST
def seen(request: Request) -> HttpResponse:
    """Take all as seen."""
    notices.see(request.actor)
    return redirect("inbox:index")


@require_POST
def see_one(request: Request, number: int) -> HttpResponse:
    """Take one as seen, or as not seen again; back to where it stood in the list."""
    notices.see_one(request.actor, number)
    back = request.POST.get("back", "")
    inside = back.startswith(reverse("inbox:index")) and "//" not in back and "\\" not in back
    return redirect(f"{back}#notice-{number}" if inside else reverse("inbox:index"))


@require_http_methods(["GET", "POST"])
def wishes(request: Request) -> HttpResponse:
    """How the person wants to be told."""
    kept, site = outbox_queries.own(request.actor), outbox_queries.rules().quiet
    form = Wishes(request.POST or None, site=site, initial=as_said(kept, site))
    if settings.MAIL is None:
        form.fields["email"].help_text = _("本站还没有设置发件邮箱，填了也暂时不发")

    def act() -> object:
        said = form.cleaned_data
        return actions.prefer(
            request.actor, email=said["email"], muted=form.muted, digest=said["digest"] == "yes",
            quiet=form.quiet,
        )  # fmt: skip

    if attempt(request, form, act):
        messages.success(request, _("已保存。"))
        return redirect("inbox:wishes")
    page = Page(_("提醒设置"), (Link(_("通知"), reverse("inbox:index")),))
    context = {"page": page, "form": form, "submit": _("保存"), "cancel": reverse("inbox:index")}
    return render(request, "form_page.html", context)
