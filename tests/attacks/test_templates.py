"""钱企 and 孟虚 send Word templates that would run, run on for ever, or tell what is another's."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from jinja2.sandbox import ImmutableSandboxedEnvironment

import luoshi
from luoshi.kernel.errors import InputError
from luoshi.reports import template_grammar as grammar
from luoshi.reports import template_places as places
from luoshi.reports.work_report import fill
from tests.attacks.test_files import document, with_part, zeros
from tests.attacks.test_macros import MACROS
from tests.people import COUNTY, MENG, TAO, TOWN
from tests.reports.conftest import FEBRUARY
from tests.reports.conftest import two_months as two_months
from tests.reports.test_work_report import template

ROOT = Path(luoshi.__file__).parent
HOSTILE = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 指标.__globals__ }}",
    "{{ 指标('招商到位资金').__class__ }}",
    "{{ 指标('招商到位资金')['__class__'] }}",
    "{{ 指标('招商到位资金').本期.__init__.__globals__ }}",
    "{{ 指标('招商到位资金').本期|attr('__class__') }}",
    "{{ 指标('招商到位资金').本期|safe }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id') }}",
    "{{ range(10**9) }}",
    "{{ 9**9**9**9 }}",
    "{{ 'a' * 10**9 }}",
    "{{ [1] * 10**9 }}",
    "{{ " + "(" * 190 + " }}",
    "{{ " + "-" * 190 + "1 }}",
    "{% for a in range(10**9) %}{% endfor %}",
    "{%p for a in range(10**9) %}",
    "{%p for a in 下级单位 recursive %}",
    "{%p macro a() %}",
    "{%p import 'os' as a %}",
    "{%p include '/etc/passwd' %}",
    "{%p extends '/etc/passwd' %}",
    "{%p set a = 1 %}",
    "{%p call a() %}",
    "{%r for a in 下级单位 %}",
    "{%tc for a in 下级单位 %}",
    "{% vm %}",
    "{% hm %}",
    "{% colspan 9 %}",
    "{% cellbg 期间 %}",
    "{%- raw -%}",
    "{{r 期间 }}",
    "{{ 期间",
    "{" * 5_000,
    "{{" * 20_000,
    "\ue0000\ue001http://x\ue002",
]


def nothing(*_said: Any) -> Any:
    return iter(())


def mistakes(content: bytes) -> list[Any]:
    return places.cleaned(places.opened("模板", content), nothing)


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_what_would_reach_the_machine_or_run_on_is_refused_fast(said: str) -> None:
    began = time.monotonic()
    assert mistakes(template("甲", said))
    assert mistakes(template(table=[["甲", said]]))
    assert time.monotonic() - began < 3


def elsewhere() -> dict[str, Callable[[Any], None]]:
    """Where docxtpl, or Word, would look besides the text."""

    def title(made: Any) -> None:
        made.core_properties.title = "{{ ''.__class__ }}"

    def attribute(made: Any) -> None:
        made.add_paragraph("甲")._p.set("rsidR", "{{ ''.__class__ }}")

    def header(made: Any) -> None:
        made.sections[0].header.paragraphs[0].text = "{{ ''.__class__ }}"

    def broken(made: Any) -> None:
        paragraph = made.add_paragraph()
        for one in ("{", "{ ''._", "_class__ }", "}"):
            paragraph.add_run(one)

    def two(made: Any) -> None:
        made.add_paragraph("甲{")
        made.add_paragraph("{ ''.__class__ }}")

    def footnotes(made: Any) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        blob = b"<a><b>{</b><b>{ ''.__class__ }}</b></a>"
        part = Part(PackURI("/word/footnotes.xml"), kind, blob, made.part.package)
        made.part.relate_to(
            part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        )

    return {one.__name__: one for one in (title, attribute, header, broken, two, footnotes)}


@pytest.mark.parametrize("where", elsewhere())
def test_it_is_refused_wherever_it_stands(where: str) -> None:
    assert mistakes(template("甲", change=elsewhere()[where]))


@pytest.mark.parametrize("kind", ["docm", "LibreOffice"])
def test_a_template_with_macros_is_refused(kind: str) -> None:
    with pytest.raises(InputError, match="有宏"):
        mistakes(MACROS[kind]())


def test_a_template_that_unpacks_to_far_more_is_refused() -> None:
    with pytest.raises(InputError, match="解开后太大"):
        mistakes(with_part(document(), "word/media/a.xml", zeros(places.LARGEST + 1)))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", zeros(100), b"\xd0\xcf\x11\xe0" * 99])
def test_what_is_no_word_file_is_told_so(content: bytes) -> None:
    with pytest.raises(InputError, match=r"不是完好的 Word 文档|损坏"):
        mistakes(content)


def test_too_many_fields_and_too_long_a_text_are_refused_fast() -> None:
    began = time.monotonic()
    many = mistakes(template("{{ 期间 }}" * (places.MOST_FIELDS + 1)))
    assert "最多" in str(many[0])
    plain = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    parts = (plain + "<w:p/>" * places.MOST_PARTS + "</w:body></w:document>").encode()
    long = with_part(document(), "word/document.xml", parts)
    assert "模板太长" in str(mistakes(long)[0])
    assert time.monotonic() - began < 20


@pytest.mark.usefixtures("two_months")
def test_loops_that_would_fill_the_disk_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a page were a whole disk: three long paragraphs in loops are too many."""
    monkeypatch.setattr("luoshi.reports.work_report.LARGEST_RESULT", 20_000)
    loop = ["{%p for 行 in 下级单位 %}", "长" * 7_000, "{%p endfor %}"]
    long = template(*loop * 3)
    with pytest.raises(InputError, match="填好的文件太大"):
        fill(TAO, long, FEBRUARY, TOWN)
    assert fill(TAO, template("长" * 10_000), FEBRUARY, TOWN)


@pytest.mark.usefixtures("two_months")
def test_a_template_tells_a_clerk_nothing_of_another_unit() -> None:
    for said in ("{{ 指标('招商到位资金', '柳林乡').本期 }}", "{{ 指标('招商到位资金', 'C0102').本期 }}"):
        with pytest.raises(InputError, match="您看不到它"):
            fill(MENG, template(said), FEBRUARY, TOWN)
    rows = template("{%p for 行 in 排名('招商到位资金') %}", "{{ 行.单位名称 }}", "{%p endfor %}", "完")
    made = Document(BytesIO(fill(MENG, rows, FEBRUARY, TOWN)))
    assert [one.text for one in made.paragraphs] == ["完"]
    assert COUNTY not in "".join(one.text for one in made.paragraphs)


def test_jinja_comes_into_the_product_by_one_door_in_a_sandbox_that_escapes() -> None:
    """docxtpl's own Jinja is none: a template reached every class of the process."""
    made = grammar.environment({})
    assert isinstance(made, ImmutableSandboxedEnvironment)
    assert made.autoescape is True
    assert not made.globals
    fills = []
    for file in ROOT.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jinja2"):
                names = {one.name for one in node.names}
                assert names <= {
                    "nodes",
                    "TemplateError",
                    "TemplateSyntaxError",
                    "ImmutableSandboxedEnvironment",
                }
                assert "ImmutableSandboxedEnvironment" not in names or file.name == "template_grammar.py", (
                    file
                )
            if isinstance(node, ast.Import):
                assert not any(one.name.startswith(("jinja2", "docxtpl")) for one in node.names), file
            if isinstance(node, ast.ImportFrom) and node.module == "docxtpl":
                fills.append(file.name)
                assert ".render(filling.context(), environment)" in file.read_text("utf-8")
    assert fills == ["work_report.py"]
