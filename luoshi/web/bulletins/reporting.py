"""工作报告: a person's own Word template, filled and handed back; nothing of it is kept."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, LuoshiError, Problem
from luoshi.kernel.periods import Period
from luoshi.periods import queries as periods
from luoshi.reports import queries
from luoshi.reports.official import CONTENT_TYPE
from luoshi.reports.policy import READS
from luoshi.reports.work_report import fill
from luoshi.reports.work_report_sample import sample
from luoshi.units import queries as units
from luoshi.web.below import said, told
from luoshi.web.components import Column, Link, Page, Row, Table
from luoshi.web.languages import in_chinese
from luoshi.web.request import Request

LARGEST = 10 * 1024 * 1024
"""Bytes of a template, packed."""


class Report(forms.Form):
    """Whose report, of which month, by which template."""

    unit = forms.ChoiceField(label=gettext_lazy("单位"))
    period = forms.ChoiceField(
        label=gettext_lazy("月份"), help_text=gettext_lazy("只有结了账的月份：报告里只写公布的数据")
    )
    file = forms.FileField(
        label=gettext_lazy("Word 模板"),
        help_text=gettext_lazy(".docx，不超过 10 MB；怎样写要填的内容，见示例模板"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        seen = units.reach(actor, *READS)
        places = [(code, name) for code, name in units.offices().items() if code in seen]
        months = [(one.period, Period.parse(one.period).label) for one in periods.closings()[::-1]]
        for key, choices in (("unit", places), ("period", months)):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.initial.setdefault("unit", queries.top(actor))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 10 MB"))
        return bytes(file.read())


@require_http_methods(["GET", "POST"])
def report(request: Request) -> HttpResponse:
    """Choose a template; the filled file comes back, or what is wrong in the template."""
    form = Report(request.POST or None, request.FILES or None, actor=request.actor)
    wrong: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, form)
        except LuoshiError as fault:
            wrong = fault.problems if isinstance(fault, InputError) else ()
            if not wrong:
                form.add_error("file", told(fault))
    index = reverse("bulletins:index")
    example = Link(_("下载示例模板"), reverse("bulletins:report_sample"), "download")
    context = {
        "page": Page(
            _("工作报告"), (Link(_("通报"), index),), (example,),
            lead=_("自己的 Word 模板，由公布的数据填写；每个数都链接到它的来源。文件不留在站点里。"),
        ),
        "form": form, "submit": _("填写并下载"), "cancel": index,
        "table": _mistakes(wrong) if wrong else None, "many": len(wrong),
    }  # fmt: skip
    return render(request, "bulletins/report.html", context)


def _file(request: Request, form: Report) -> HttpResponse:
    given = form.cleaned_data
    period = Period.parse(given["period"])
    address = request.build_absolute_uri("/")
    made = fill(request.actor, given["file"], period, given["unit"], address=address)
    with in_chinese():  # as what it holds
        words = {"unit": units.names()[given["unit"]], "period": period.label}
        name = _("%(unit)s%(period)s工作报告") % words
    return _download(made, f"{name}.docx")


def _download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def _mistakes(wrong: tuple[Problem, ...]) -> Table:
    rows = [Row({"where": said(one.file), "what": said(one.what), "right": said(one.right)}) for one in wrong]
    columns = [Column("where", _("哪一处")), Column("what", _("问题")), Column("right", _("应为"))]
    return Table(columns, rows, _("模板里要改的地方"))


@require_GET
def report_sample(request: Request) -> HttpResponse:
    """A template that shows every field, on figures of this site."""
    with in_chinese():
        name = _("工作报告示例模板")
    return _download(sample(request.actor), f"{name}.docx")
