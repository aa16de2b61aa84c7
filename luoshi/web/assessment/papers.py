"""Letters as files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from luoshi.reports import award_docx, official
from luoshi.reports.award_docx import Letter


def sent(letter: Letter) -> HttpResponse:
    """A letter as Word."""
    answer = HttpResponse(award_docx.render(letter), content_type=official.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{letter.name}.docx") or ""
    return answer
