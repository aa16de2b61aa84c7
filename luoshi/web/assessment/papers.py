"""Letters as files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from luoshi.reports import award_docx
from luoshi.reports.award_docx import Letter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sent(letter: Letter) -> HttpResponse:
    """A letter as Word."""
    answer = HttpResponse(award_docx.render(letter), content_type=DOCX)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{letter.name}.docx") or ""
    return answer
