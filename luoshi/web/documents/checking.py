"""A draft checked: pasted or sent, marked, and forgotten again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.periods.books import book
from luoshi.reading.checked import Checked, check_draft
from luoshi.reading.grids import Draft
from luoshi.web.components import Empty, Link, Page
from luoshi.web.documents import drafts
from luoshi.web.documents.forms import Check
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@require_http_methods(["GET", "POST"])
def check(request: Request) -> HttpResponse:
    """The form; once sent, what is wrong first and the text with its marks."""
    form = Check(request.POST or None, request.FILES or None)

    def act() -> tuple[Draft, list[Checked]]:
        draft = form.draft
        return draft, check_draft(draft, book(request.actor))

    made = attempt(request, form, act)
    crumbs = (Link(_("文件"), reverse("documents:index")),)
    if made is None:
        page = Page(
            _("核对稿件"),
            crumbs,
            lead=_("稿件里的数与公布的数据对照，合计、占比、增幅重新计算；稿件不保存。"),
        )
        context = {"page": page, "form": form, "submit": _("核对"), "cancel": crumbs[0].url}
        return render(request, "form_page.html", context)
    draft, found = made
    again = Link(_("核对另一份"), reverse("documents:check"), "refresh")
    context = {
        "page": Page(_("核对结果"), crumbs, lead=_lead(found), actions=(again,)),
        "panes": {"left": _("稿件"), "right": _("核对结果")},
        "blocks": drafts.blocks(draft.text, found),
        "groups": drafts.groups(found, draft.text),
        "empty": _empty(found, again),
    }  # fmt: skip
    return render(request, "documents/checked.html", context)


def _lead(found: Sequence[Checked]) -> str:
    counted = Counter(one.state for one in found)
    said = {
        "wrong": sum(one.amiss for one in found), "right": counted["right"] + counted["adds_up"],
        "unknown": counted["unknown"],
    }  # fmt: skip
    return _("有问题 %(wrong)d 处，一致 %(right)d 处，没有核对 %(unknown)d 处。") % said


def _empty(found: Sequence[Checked], again: Link) -> Empty | None:
    """What stands above the rest where nothing is wrong."""
    if not found:
        return Empty(_("稿件里没有带单位的数"), _("数后面要有单位，如“5300万元”“20.3%”。"), again)
    if any(one.amiss for one in found):
        return None
    return Empty(_("没有发现问题"), _("没有核对的数仍要人工核对。"))
