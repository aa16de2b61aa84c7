"""管理: the outlines of units that maps are drawn from."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.units import actions, queries
from luoshi.units.administering import may_administer_site
from luoshi.units.geometry import collection
from luoshi.web.admin import forms
from luoshi.web.admin.views import form_page, tabs
from luoshi.web.components import Badge, Column, Confirm, Link, Page, Row, Table
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


@form_page
def index(request: Request) -> HttpResponse:
    """Which units have an outline; a GeoJSON file brings more, or better ones."""
    may_administer_site(request.actor)
    form = forms.OutlineFile(request.POST or None, request.FILES or None)
    if made := attempt(
        request, form, lambda: actions.keep_outlines(request.actor, form.cleaned_data["file"].read())
    ):
        messages.success(request, _("已保存 %(n)d 个单位的边界。") % {"n": len(made)})
        return redirect("admin:outlines")
    drawn = queries.outlines()
    rows = [
        Row({
            "name": "　" * node.depth + node.unit.name, "code": node.unit.code,
            "state": Badge(_("有边界"), "green") if node.unit.code in drawn else Badge(_("没有")),
        })
        for node in queries.tree()
    ]  # fmt: skip
    columns = [Column("name", _("名称")), Column("code", _("代码")), Column("state", _("边界"), "badge")]
    page = Page(_("管理"), tabs=tabs(request.actor, "outlines"), actions=_actions() if drawn else ())
    context = {
        "page": page, "form": form, "submit": _("上传"), "cancel": reverse("admin:index"),
        "table": Table(columns, rows, _("单位边界")), "dialogs": _dialogs() if drawn else (),
    }  # fmt: skip
    return render(request, "admin/outlines.html", context)


def _actions() -> tuple[Link, ...]:
    return (
        Link(_("下载现有边界"), reverse("admin:outlines_file"), "download"),
        Link(_("全部删除"), icon="trash", danger=True, dialog="forget-outlines"),
    )


def _dialogs() -> tuple[Confirm, ...]:
    url = reverse("admin:forget_outlines")
    text = _("删除后地图改用条形列表，可以重新上传。台账数据不受影响。")
    return (Confirm("forget-outlines", _("删除全部边界"), text, url, _("删除"), danger=True),)


@require_GET
def file(request: Request) -> HttpResponse:
    """All outlines as the file that would bring them."""
    may_administer_site(request.actor)
    said = json.dumps(collection(queries.outlines()), ensure_ascii=False, separators=(",", ":"))
    answer = HttpResponse(said, content_type="application/geo+json")
    answer["Content-Disposition"] = 'attachment; filename="units.geojson"'
    return answer


@require_POST
def forget(request: Request) -> HttpResponse:
    gone = actions.forget_outlines(request.actor)
    messages.success(request, _("已删除 %(n)d 个单位的边界。") % {"n": gone})
    return redirect("admin:outlines")
