"""Bulletins of closed months, in every format."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router, Schema
from pydantic import Field

from luoshi.api.schemas import Request, Text, answers
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.reports import queries
from luoshi.reports.formats import FORMATS

router = Router(tags=["通报"])


class BulletinOut(Schema):
    period: str = Field(description="期间")
    kind: str = Field(description="哪种通报，如 investment.monthly")
    label: str = Field(description="名称")
    unit: str = Field(description="哪个单位的通报")
    state: str = Field(description="issued 已签发、signing 签批中、draft 草稿、built 由结账数据生成")


class BulletinQuery(Schema):
    unit: Text = Field(default="", description="单位代码；默认您所能查看的最高单位")


@router.get(
    "/bulletins",
    response=answers(list[BulletinOut]),
    summary="通报",
    description="您能取得的通报：已结账的月份 × 各种通报。",
)
def bulletins(request: Request) -> list[BulletinOut]:
    labels = queries.kinds()
    return [
        BulletinOut(
            period=one.period, kind=one.kind, label=labels.get(one.kind, one.kind), unit=one.unit,
            state=one.state,
        )
        for one in queries.offers(request.auth)
    ]  # fmt: skip


@router.get(
    "/bulletins/{period}/{kind}.{form}",
    response=answers(None),
    summary="一份通报",
    description="`form` 为 docx、pdf、xlsx、html 或 json；已签发的与签发时相同。",
)
def bulletin(
    request: Request, period: str, kind: str, form: str, asked: Query[BulletinQuery]
) -> HttpResponse:
    if form not in FORMATS and form != "json":
        raise Missing(f"没有格式“{form}”", hint="可用：" + "、".join([*FORMATS, "json"]))
    content = queries.content(request.auth, Period.parse(period), kind, asked.unit)
    if form == "json":
        return JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    render, media = FORMATS[form]
    answer = HttpResponse(render(content), content_type=media)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(True, f"{content['title']}.{form}") or ""
    )
    return answer
