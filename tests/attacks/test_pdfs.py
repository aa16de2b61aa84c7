"""钱企 sends PDFs that unfold to more than there is, or have a search begin anew without end."""

from __future__ import annotations

import ast
import resource
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

import luoshi
from luoshi.kernel import apart
from luoshi.kernel.errors import InputError
from luoshi.reading import documents
from luoshi.reviews import papers, unread
from tests.people import QIAN


def packed(depth: int, size: int, inner: bytes) -> bytes:
    """A PDF of one page whose words are packed so many times over; unpacked they are of the size."""
    packing = zlib.compressobj(9)
    stream = b"".join(packing.compress(inner * 1000) for _ in range(size // (len(inner) * 1000)))
    stream += packing.flush()
    for _time in range(depth - 1):
        stream = zlib.compress(stream, 9)
    return b"".join((
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 ",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>> >> >> >>endobj\n",
        b"4 0 obj<</Length %d/Filter[%s]>>stream\n" % (len(stream), b"/FlateDecode " * depth),
        stream, b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    ))  # fmt: skip


PDF_READERS: dict[str, Callable[[bytes], object]] = {
    "a text to read": lambda content: documents.of_content("讲话.pdf", content),
    "a paper for experts": lambda content: list(papers.texts("方案.pdf", content)),
    "a paper to clean": lambda content: papers.cleaned("方案.pdf", content),
    "a paper with pictures": lambda content: unread.refuse_pictures("方案.pdf", content),
}


@pytest.mark.parametrize("reader", PDF_READERS.values(), ids=PDF_READERS.keys())
def test_a_pdf_of_three_kilobytes_that_asks_for_five_gigabytes_is_refused_in_little_memory(
    reader: Callable[[bytes], object],
) -> None:
    """The child that reads it may take one."""
    bomb = packed(2, 300_000_000, b"BT /F1 1 Tf (aaaaaaaaaa) Tj ET\n")
    assert len(bomb) < 10_000
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((InputError, apart.NotDone)):
        reader(bomb)
    assert time.monotonic() - began < apart.SECONDS + 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_pdf_that_opens_packets_without_end_is_read_once_through() -> None:
    """Two megabytes by which a search that begins anew at each would take an hour."""
    content = packed(1, 100_000, b"BT /F1 1 Tf (a) Tj ET\n") + b"<?xpacket begin" * 140_000
    began = time.monotonic()
    assert not [one for one in papers.texts("方案.pdf", content) if one.where == "XMP"]
    told = content.replace(
        b"%%EOF", b"<?xpacket begin='x'?><a>\xe9\x92\xb1\xe4\xbc\x81</a><?xpacket end='w'?>"
    )
    assert [QIAN in one.said for one in papers.texts("方案.pdf", told) if one.where == "XMP"] == [True]
    assert time.monotonic() - began < 15


def test_only_one_module_reads_pdfs_and_it_does_so_in_a_child() -> None:
    """What reads what is sent in C++ is never called in the process that serves."""
    root = Path(luoshi.__file__).parent
    asking = {file.name for file in root.rglob("*.py") if "pypdfium2" in file.read_text("utf-8")}
    assert asking == {"pdf.py"}
    tree = ast.parse((root / "reading" / "pdf.py").read_text("utf-8"))
    for function in (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name[0] != "_"):
        assert "apart.done(" in ast.unparse(function), function.name


def test_what_asks_a_child_for_a_minute_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    began = time.monotonic()
    with pytest.raises(apart.NotDone):
        apart.done(forever, b"")
    assert time.monotonic() - began < 5


def forever(content: bytes) -> bytes:
    while content is not None:
        pass
    return content
