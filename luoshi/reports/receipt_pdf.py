"""The receipt of an application that was handed in: number, time to the second, digest of its content."""

from __future__ import annotations

from django.template.loader import render_to_string

from luoshi.kernel.language import speaking
from luoshi.kernel.numbers import show
from luoshi.ledgers.records import Record
from luoshi.units import queries as units


@speaking("zh")
def lines(found: Record, above: Record) -> list[tuple[str, str]]:
    """Label and value of each line; whoever asks may see the application."""
    value = found.values
    asked = f"{show(value['asked'], 2)} 万元" if value["asked"] is not None else ""
    return [
        ("受理编号", str(value["receipt_no"])), ("申报通知", f"{above.title}（{above.values['number']}）"),
        ("项目名称", found.title), ("申报单位", f"{value['host']}（{value['host_code'] or ''}）"),
        ("申请资助", asked), ("提交时间", f"{value['submitted_at']}（北京时间）"),
        ("提交人", str(value["submitted_by"])),
        ("截止时间", f"{above.values['closes_on']} {above.values['closes_at']}"),
        ("内容摘要（SHA-256）", str(value["digest"])),
    ]  # fmt: skip


def filename(found: Record) -> str:
    """What the file is called."""
    return f"回执-{found.values['receipt_no']}.pdf"


@speaking("zh")
def html(found: Record, above: Record) -> str:
    """The receipt as a page that stands alone."""
    name = units.names().get(above.unit, above.unit)
    return render_to_string("reports/receipt.html", {"lines": lines(found, above), "issuer": name})


def render(found: Record, above: Record) -> bytes:
    """The same on paper."""
    from weasyprint import HTML  # half a second to import, and only a PDF needs it

    return bytes(HTML(string=html(found, above)).write_pdf())
