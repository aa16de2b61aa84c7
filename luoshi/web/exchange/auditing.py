"""What an auditor asks for, gathered in the background: a year of a pack by the headings of its standard."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.exchange import dossier
from luoshi.kernel.errors import Missing
from luoshi.ledgers import queries
from luoshi.ops import actions as jobs
from luoshi.ops.models import Job
from luoshi.web.components import Page
from luoshi.web.ledgers.work import above
from luoshi.web.request import Request
from luoshi.web.submitting import attempt


class Year(forms.Form):
    """Of which plan year."""

    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2100)


@require_http_methods(["GET", "POST"])
def audit_file(request: Request, pack: str) -> HttpResponse:
    """Choose the year; the file waits on the page of its job."""
    found = queries.packs().get(pack)
    if found is None or not dossier.may(request.actor, found):
        raise Missing(_("没有可以汇总的台账"))
    now = queries.plan_year(pack).of(request.actor.today())
    form = Year(request.POST or None, initial={"year": now})

    def act() -> Job:
        year = form.cleaned_data["year"]
        return jobs.start(
            request.actor, "audit_file", dossier.title(found, year), {"pack": pack, "year": year}
        )

    job = attempt(request, form, act)
    if job is not None:
        return redirect("jobs:job", job.id)
    title = _("%(pack)s审核资料") % {"pack": found.label}
    lead = _("按条款列出一年的记录、经过、指标和佐证文件，装进一个压缩包；只含您看得到的记录。")
    page = Page(title, (above(request.actor),), lead=lead)
    shell = {"submit": _("开始汇总"), "cancel": reverse("ledgers:index")}
    return render(request, "form_page.html", {"page": page, "form": form, **shell})
