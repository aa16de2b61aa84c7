"""An administrator keeps units, people and packs; nobody else gets in."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luoshi.ledgers import adoption
from luoshi.ledgers import queries as ledgers
from luoshi.packs import library
from luoshi.units import queries as units
from tests.browsers import browser
from tests.people import CITY, COUNTY, SYSTEM, TOWN, morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(county: None, settings: Any) -> Client:
    settings.CLOCK = morning
    return browser("heli", ("admin", CITY), name="何立")


def packed(folder: Path, **replaced: str) -> SimpleUploadedFile:
    """A pack's folder as a zip, with some of its files' words replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file in sorted(folder.rglob("*.yaml")):
            text = file.read_text("utf-8")
            for old, new in replaced.items():
                text = text.replace(old.replace("_", " "), new)
            archive.writestr(f"{folder.name}/{file.relative_to(folder)}", text)
    return SimpleUploadedFile("pack.zip", stream.getvalue())


def test_a_unit_is_added_renamed_and_still_found_by_its_old_name(admin: Client) -> None:
    said = {"code": "C0160", "name": "经济开发区", "kind": "park", "parent": COUNTY, "position": "9",
            "alias": "开发区、经开区"}  # fmt: skip
    assert "已增加经济开发区" in admin.post("/admin/units/new", said, follow=True).content.decode()
    changed = {"name": "高新技术产业开发区", "short": "", "rank_class": "", "position": "9", "alias": ""}
    page = admin.post("/admin/units/C0160/", changed, follow=True).content.decode()
    assert "经济开发区" in page
    assert [one.code for one in units.resolve("经开区")] == ["C0160"]
    assert [one.code for one in units.resolve("经济开发区")] == ["C0160"]
    ended = admin.post("/admin/units/C0160/end", {"on": "2026-04-01", "why": "合并"}, follow=True)
    assert "2026-04-01" in ended.content.decode()


def test_a_code_that_is_taken_is_said_on_the_form(admin: Client) -> None:
    said = {"code": TOWN, "name": "新镇", "kind": "township", "parent": COUNTY, "position": "1"}
    assert "已经有了" in admin.post("/admin/units/new", said).content.decode()


def test_a_person_is_added_given_a_role_lets_it_go_and_is_kept_out(admin: Client) -> None:
    weak = {"login": "xinren", "name": "新人", "password": "123"}
    assert "密码不符合要求" in admin.post("/admin/people/new", weak).content.decode()
    admin.post("/admin/people/new", weak | {"password": "qingshi-zhen-2026"})
    admin.post("/admin/people/xinren/grant", {"role": "reporter", "unit": TOWN, "valid_from": "2026-01-01"})
    page = admin.get("/admin/people/xinren/").content.decode()
    assert "填报员：青石镇" in page
    admin.post("/admin/people/xinren/revoke", {"role": "reporter", "unit": TOWN, "why": "调离"})
    assert units.actor_for(units.person("xinren"), morning).holdings == ()
    admin.post("/admin/people/xinren/active", {"active": "", "why": "调离"})
    newcomer = Client()
    newcomer.post(reverse("account:login"), {"username": "xinren", "password": "qingshi-zhen-2026"})
    assert newcomer.get("/").status_code == 302
    assert "已停用" in admin.get("/admin/people/?q=新人").content.decode()


def test_an_administrator_cannot_lock_the_only_key_inside(admin: Client) -> None:
    assert admin.post("/admin/people/heli/active", {"active": "", "why": "试"}).status_code == 400


def test_a_pack_with_a_mistake_is_shown_with_file_and_line_and_not_offered(admin: Client) -> None:
    pack = packed(library.folder("supervision"), **{"type:_date": "type: dat"})
    page = admin.post("/admin/packs/check", {"file": pack}).content.decode()
    assert "ledgers/finding.yaml" in page
    assert "您是不是要写" in page
    assert "启用</button>" not in page
    assert not ledgers.packs()


def test_a_pack_is_adopted_just_as_it_was_shown(admin: Client) -> None:
    page = admin.post("/admin/packs/check", {"file": packed(library.folder("supervision"))}).content.decode()
    assert "新建台账“任务”" in page
    (token,) = re.findall(r'name="token" value="([^"]+)"', page)
    assert (
        "已启用督查督办第2版"
        in admin.post("/admin/packs/adopt", {"token": token}, follow=True).content.decode()
    )
    assert "supervision.task" in ledgers.ledgers()
    assert admin.post("/admin/packs/adopt", {"token": token[:-3] + "abc"}).status_code == 400


def test_a_county_adds_a_field_by_raising_the_version(admin: Client) -> None:
    adoption.adopt(SYSTEM, library.shipped()["supervision"])
    pack = packed(
        library.folder("supervision"),
        **{"version:_2": "version: 3", "  quantity:": "  sponsor: {type: text, label: 交办人}\n  quantity:"},
    )
    page = admin.post("/admin/packs/check", {"file": pack}).content.decode()
    assert "增加列 sponsor" in page


@pytest.mark.parametrize(
    "address", ["", "units/new", f"units/{TOWN}/", "people/", "people/new", "packs/", "packs/check"]
)
def test_nobody_but_an_administrator_gets_in(admin: Client, address: str) -> None:
    clerk = browser("wangli", ("reporter", TOWN))
    assert clerk.get(f"/admin/{address}").status_code == 403
    assert "/admin/" not in clerk.get("/").content.decode()
    assert admin.get(f"/admin/{address}").status_code == 200
