"""管理: packs. One is checked and its changes are shown before it is adopted."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel import contents, disk
from luoshi.kernel.errors import InputError
from luoshi.ledgers import adoption, queries
from luoshi.packs import freeze
from luoshi.packs.compile import Compiled, load
from luoshi.units.administering import may_administer_site
from luoshi.web import formats
from luoshi.web.admin import forms
from luoshi.web.admin.views import form_page, tabs
from luoshi.web.below import told
from luoshi.web.components import Badge, Column, Link, Page, Row, Table
from luoshi.web.request import Request

SALT = "luoshi.pack"
SHOWN_FOR = 3_600
"""Seconds for which a checked pack may be adopted; then it is checked again."""
LARGEST = 5 * 1024 * 1024
TONES = {"error": "red", "future": "orange", "warning": "yellow"}


@require_GET
def index(request: Request) -> HttpResponse:
    """The packs the site works by."""
    may_administer_site(request.actor)
    rows = [
        Row(
            {
                "label": str(pack.label), "key": pack.key, "version": str(pack.version),
                "digest": formats.digest(pack.digest),
                "ledgers": formats.listed(one.label for one in pack.ledgers.values()),
            }
        )
        for pack in queries.packs().values()
    ]  # fmt: skip
    columns = [
        Column("label", _("台账包")),
        Column("key", _("键")),
        Column("version", _("版次")),
        Column("ledgers", _("台账"), phone=False),
        Column("digest", _("摘要"), phone=False),
    ]
    page = Page(
        _("管理"), tabs=tabs(request.actor, "packs"),
        actions=(Link(_("检查并启用"), reverse("admin:check_pack"), "upload", strong=True),),
    )  # fmt: skip
    return render(request, "admin/table.html", {"page": page, "table": Table(columns, rows, _("台账包"))})


@form_page
def check(request: Request) -> HttpResponse:
    """Compile an uploaded pack: its mistakes by file and line, or what adopting it would change."""
    may_administer_site(request.actor)
    form = forms.PackFile(request.POST or None, request.FILES or None)
    context = {
        "page": Page(_("检查并启用台账包"), (Link(_("台账包"), reverse("admin:packs")),)),
        "form": form, "submit": _("检查"), "cancel": reverse("admin:packs"),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            compiled = _compiled(form.cleaned_data["file"].read())
            context |= {"issues": _issues(compiled), "checked": True}
            if compiled.pack is not None:
                context |= {
                    "pack": compiled.pack, "changes": adoption.plan(compiled.pack),
                    "token": signing.dumps(freeze.dumps(compiled.pack), salt=SALT, compress=True),
                }  # fmt: skip
        except InputError as fault:
            form.add_error(None, told(fault))
    return render(request, "admin/pack.html", context)


def _compiled(content: bytes) -> Compiled:
    with tempfile.TemporaryDirectory(prefix="luoshi-pack-") as passing:
        _unzip(content, Path(passing))
        heads = sorted(Path(passing).rglob("pack.yaml"))
        if not heads:
            raise InputError(_("压缩包里没有 pack.yaml"), hint=_("把整个台账包文件夹压缩后上传"))
        return load(heads[0].parent, queries.packs())


def _unzip(content: bytes, folder: Path) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > LARGEST:
                raise InputError(_("台账包解开后超过 5 MB"), hint=_("台账包里只放 YAML 文件"))
            contents.refuse_bombs(_("台账包"), content, LARGEST)
            archive.extractall(folder)
    except contents.UNREADABLE as fault:
        if isinstance(fault, OSError) and disk.is_full(fault):
            raise
        raise InputError(_("不是 zip 文件"), hint=_("把台账包文件夹压缩成 zip 上传")) from fault


def _issues(compiled: Compiled) -> list[tuple[Badge, str]]:
    words = {"error": _("错误"), "future": _("将成为错误"), "warning": _("提醒")}
    return [(Badge(words[one.level], TONES[one.level]), str(one)) for one in compiled.issues]


@require_POST
def adopt(request: Request) -> HttpResponse:
    """Adopt what was checked, exactly as it was shown."""
    may_administer_site(request.actor)
    try:
        body = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=SHOWN_FOR)
    except signing.BadSignature as fault:
        raise InputError(_("检查结果已过期"), hint=_("重新上传检查")) from fault
    pack = freeze.loads(body)
    adoption.adopt(request.actor, pack)
    messages.success(request, _("已启用%(label)s第%(version)s版。") % {
        "label": pack.label, "version": pack.version,
    })  # fmt: skip
    return redirect("admin:packs")
