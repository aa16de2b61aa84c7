"""A record's files: evidence to look at or to download, and the record on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from luoshi.kernel.errors import Missing
from luoshi.ledgers import files
from luoshi.ledgers.records import Ref
from luoshi.reports import official, order_docx, record_form
from luoshi.reports import review_input as review
from luoshi.reviews import showing
from luoshi.web.below import told
from luoshi.web.request import Request

LOOKED_AT = {
    b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif",
    b"%PDF-": "application/pdf",
}  # fmt: skip
"""How files begin that a browser may show; what a file is called says nothing of what it is."""
ALONE = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["'self'", "data:"]}
"""What a page may load that is none of the site's: the style and the (empty) icon that it brings."""


@require_GET
def file(request: Request, name: str, number: int, evidence: int) -> FileResponse:
    """A piece of evidence, served as a download that no browser runs."""
    held = showing.original(request.actor, Ref(name, number), evidence)
    answer = FileResponse(files.path(held.sha256).open("rb"), as_attachment=True, filename=held.name)
    answer["Content-Type"] = "application/octet-stream"
    return answer


@require_GET
@xframe_options_sameorigin
def look(request: Request, name: str, number: int, evidence: int) -> FileResponse:
    """An image, a PDF or a text, shown in the page. It may run nothing and load nothing."""
    held = showing.original(request.actor, Ref(name, number), evidence)
    kind = shown_as(files.content(held.sha256), held.name)
    if kind is None:
        raise Missing(_("这个文件不能在网页里看"), hint=_("请下载后打开"))
    answer = FileResponse(files.path(held.sha256).open("rb"), filename=held.name)
    answer["Content-Type"] = kind
    answer["Cache-Control"] = "private, max-age=3600"
    answer._csp_replace = ALONE  # type: ignore[attr-defined]  # read by the policy's middleware
    return answer


def shown_as(content: bytes, name: str) -> str | None:
    """The type of a file that a browser may show; None for all others. A text is nothing but text."""
    found = next((kind for head, kind in LOOKED_AT.items() if content.startswith(head)), None)
    if found is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "text/plain; charset=utf-8" if found is None and name.lower().endswith(".txt") else found


@require_GET
def paper(request: Request, name: str, number: int) -> HttpResponse:
    """The record as the form that offices file."""
    ref = Ref(name, number)
    said = record_form.content(request.actor, ref)
    answer = HttpResponse(record_form.render(said), content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{_ascii(said['title'])}-{number}.pdf"
    return answer


@require_GET
def order(request: Request, name: str, number: int) -> HttpResponse:
    """A task as the notice that its unit is sent."""
    return _docx(order_docx.render(request.actor, Ref(name, number)), filename=f"督查通知单-{number}.docx")


@require_GET
def letter(request: Request, name: str, number: int) -> HttpResponse:
    """What follows from warnings, as the letter that the unit is sent."""
    return _docx(order_docx.letter(request.actor, Ref(name, number)), filename=f"督办函-{number}.docx")


@require_GET
def review_input(request: Request, name: str, number: int) -> HttpResponse:
    """What a management review looks at, as a page."""
    _review(name)
    answer = HttpResponse(review.html(review.content(request.actor, number)))
    answer._csp_replace = ALONE  # type: ignore[attr-defined]  # read by the policy's middleware
    return answer


@require_GET
def review_input_docx(request: Request, name: str, number: int) -> HttpResponse:
    """The same as Word."""
    _review(name)
    paper = review.content(request.actor, number)
    return _docx(review.docx(paper), filename=f"{paper.title}.docx")


@require_POST
def keep_review_input(request: Request, name: str, number: int) -> HttpResponse:
    """The same among the review's evidence, as it stands now."""
    _review(name)
    try:
        review.keep(request.actor, number)
    except Missing as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("已存为佐证。"))
    return redirect("ledgers:record", name, number)


def _review(name: str) -> None:
    if name != review.REVIEW:
        raise Http404


def _docx(content: bytes, *, filename: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=official.CONTENT_TYPE)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return answer


def _ascii(said: str) -> str:
    from urllib.parse import quote

    return quote(said)
