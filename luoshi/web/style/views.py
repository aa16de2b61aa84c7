"""Every component with sample data, for looking at; served in development only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from luoshi.kernel import errors
from luoshi.web.components import Page
from luoshi.web.style import samples
from luoshi.web.style.forms import Filters, Sample


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    wrong = Sample({"name": "冻干果蔬项目", "total": "一百二十万"})
    shown = {name.lower(): value for name, value in vars(samples).items() if name.isupper()}
    return render(request, "style/index.html", shown | {"filters": Filters(request.GET), "form": wrong})


@login_not_required
def reading(request: HttpRequest) -> HttpResponse:
    page = Page("阅读讲话", lead="左边是原文，右边是从中读出的任务。")
    return render(request, "style/reading.html", {"page": page, "facts": samples.FACTS})


@login_not_required
def job(request: HttpRequest) -> HttpResponse:
    return render(request, "components/job.html", {"job": samples.JOBS[0]})


ERRORS = {
    "refused": errors.Refused("您不能核实自己填报的记录", hint="请由县投资促进局的审核员核实"),
    "missing": errors.Missing("没有编号为 999 的招商项目"),
    "stale": errors.Stale("王丽在 3月12日 9:30 已修改“总投资”"),
    "locked": errors.Locked(
        "2026年3月已结账，此后的更正记入4月并披露", hint="确需调整的，由县督查室办理更正"
    ),
    "input": errors.InputError(
        problems=[
            errors.Problem("不是数", "以万元为单位的数，如 120.5", "三月到位资金.xlsx", 12, "金额"),
            errors.Problem("凭证号重复", "每张凭证只登记一次", "三月到位资金.xlsx", 15, "凭证号"),
        ]
    ),
    "site": errors.SiteError("不知道2027年的放假安排", hint="更新 chinesecalendar"),
}


@login_not_required
def error(_request: HttpRequest, name: str) -> HttpResponse:
    raise ERRORS.get(name) or errors.Missing("没有这个样例")
