"""Evidence in bulk: a zip is looked at first, then every file is attached to its record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from luoshi.exchange import evidence
from luoshi.exchange.evidence import Pairing
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import files, queries
from luoshi.packs.spec import Ledger
from luoshi.web import formats
from luoshi.web.below import told
from luoshi.web.components import Badge, Column, Link, Page, Row, Table
from luoshi.web.ledgers.work import above
from luoshi.web.request import Request
from luoshi.web.submitting import attempt

SALT = "luoshi.evidence"
HELD = 3_600
"""Seconds for which a zip that was looked at may be attached without being sent again."""


class Zip(forms.Form):
    """A zip of files, what they prove, and by which field they name their records."""

    purpose = forms.ChoiceField(label=gettext_lazy("用途"))
    field = forms.ChoiceField(label=gettext_lazy("按哪个字段匹配"))
    file = forms.FileField(
        label=gettext_lazy("压缩包"),
        help_text=gettext_lazy("一个 .zip；文件名里写编号，如 JZ-0309 进账单.pdf"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )

    def __init__(self, *args: Any, spec: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = [(key, formats.aside(one.label, one.meaning)) for key, one in spec.evidence.items()]
        fields = [(key, str(spec.fields[key].label)) for key in evidence.number_fields(spec)]
        for key, choices in (("purpose", purposes), ("field", fields)):
            bound = self.fields[key]
            assert isinstance(bound, forms.ChoiceField)
            bound.choices = choices


@require_http_methods(["GET", "POST"])
def choose(request: Request, name: str) -> HttpResponse:
    """Choose a zip and look at where its files would go."""
    spec = queries.ledger(name)
    form = Zip(request.POST or None, request.FILES or None, spec=spec)
    held: dict[str, Any] = {}

    def act() -> list[Pairing]:
        content = form.cleaned_data["file"].read()
        found = evidence.pairings(request.actor, name, form.cleaned_data["field"], content)
        sent = {"sha256": files.keep(content), "ledger": name, "person": request.actor.person}
        held["token"] = signing.dumps(sent | form.cleaned_data | {"file": ""}, salt=SALT)
        return found

    found = attempt(request, form, act)
    context = {
        "page": _page(request, spec), "form": form, "submit": _("检查"),
        "cancel": reverse("ledgers:list", args=[name]),
    }  # fmt: skip
    if found is not None:
        context |= {
            "pairs": _table(found), "count": len(found), "ready": all(one.record for one in found),
            **held, "attach": reverse("exchange:attach_all", args=[name]),
        }  # fmt: skip
    return render(request, "exchange/evidence.html", context)


@require_POST
def attach(request: Request, name: str) -> HttpResponse:
    """Attach what this person looked at a moment ago."""
    try:
        held = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=HELD)
        if (held["ledger"], held["person"]) != (name, request.actor.person):
            raise signing.BadSignature
        content = files.content(held["sha256"])
        made = evidence.attach_all(request.actor, name, held["field"], held["purpose"], content)
    except signing.BadSignature:
        messages.error(request, _("检查结果已过期，请重新上传。"))
        return redirect("exchange:evidence", name)
    except LuoshiError as fault:
        messages.error(request, told(fault))
        return redirect("exchange:evidence", name)
    messages.success(request, _("已上传 %(n)d 个佐证文件，等待审核。") % {"n": len(made)})
    return redirect("ledgers:list", name)


def _page(request: Request, spec: Ledger) -> Page:
    crumbs = (
        above(request.actor),
        Link(str(spec.label), reverse("ledgers:list", args=[spec.name])),
    )
    return Page(
        _("批量佐证"), crumbs, lead=_("把一批佐证文件压缩成一个包，按文件名里的编号自动归到各条记录。")
    )


def _table(found: list[Pairing]) -> Table:
    columns = [Column("file", _("文件")), Column("record", _("记录")), Column("state", _("情况"), "badge")]
    return Table(columns, [_row(one) for one in found], _("文件与记录"))


def _row(one: Pairing) -> Row:
    if one.record is None:
        return Row({"file": one.name, "record": one.why, "state": Badge(_("没有找到"), "red")})
    url = reverse("ledgers:record", args=[one.record.ref.ledger, one.record.ref.id])
    said = f"{one.record.ref.id} {one.record.title}"
    return Row({"file": one.name, "record": Link(said, url), "state": Badge(_("可以归入"), "green")})
