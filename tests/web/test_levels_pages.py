"""Senders and their packages on pages: a key registered, a package uploaded, received, traced, refused."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.periods import levels, package
from luoshi.periods.models import Received
from luoshi.web import formats
from tests.browsers import browser, text
from tests.people import CITY, COUNTY, TOWN, morning
from tests.periods.sites import COUNTIES, TOWNS, made, record, run

FUNDS = "investment.funds_in_place"


@pytest.fixture(scope="module")
def county_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """清河县 on a site of its own, January closed."""
    from tests.demo import luoshi

    site = made(tmp_path_factory.mktemp("sender"), "county", [COUNTIES[0], *TOWNS])
    run(site, record, TOWN, [("2026-01-15", 500)])
    luoshi(site, "close", "2026-01")
    return site


def zipped(folder: Path) -> SimpleUploadedFile:
    content = io.BytesIO()
    with package.zipped(folder) as file:
        shutil.copyfileobj(file, content)
    return SimpleUploadedFile("2026-01.zip", content.getvalue())


def test_a_package_is_received_on_a_page_and_its_records_are_looked_at(
    site: Path, settings: LazySettings, county_site: Path, tmp_path: Path
) -> None:
    settings.CLOCK = morning
    admin = browser("heguan", ("admin", CITY), name="何管")
    closer = browser("linjing", ("supervisor", CITY), name="林静")
    sent = json.loads((county_site / "packages" / "2026-01" / "manifest.json").read_bytes())

    assert "还没有报送单位" in text(closer, "/periods/received/")
    assert levels.own().fingerprint in text(admin, "/admin/senders/")
    wrong = {"unit": COUNTY, "public": "abc", "since": "2026-01", "valid_from": "2026-01-01"}
    assert "64 位十六进制" in admin.post("/admin/senders/new", wrong).content.decode()
    right = wrong | {"public": sent["public_key"]}
    assert "已登记，指纹" in admin.post("/admin/senders/new", right, follow=True).content.decode()
    assert "未收到" in text(closer, "/periods/received/")
    assert "清河县" in text(closer, "/periods/2026-01/")

    bad = Path(shutil.copytree(county_site / "packages" / "2026-01", tmp_path / "bad"))
    (bad / "share.parquet").write_bytes(b"x")
    said = closer.post("/periods/received/new", {"file": zipped(bad)}).content.decode()
    assert "内容与清单不符" in said
    grid = text(closer, "/periods/received/")
    assert "没有接收" in grid
    assert "share.parquet" in grid
    good = zipped(county_site / "packages" / "2026-01")
    assert (
        "已接收清河县" in closer.post("/periods/received/new", {"file": good}, follow=True).content.decode()
    )
    assert Received.objects.get().by is not None

    traced = text(closer, f"/figures/2026-01/{FUNDS}/{COUNTY}/")
    (where,) = {one for one in traced.split('"') if "/periods/2026-01/received/investment.receipt/" in one}
    told = text(closer, where)
    assert formats.digest(package.digest_of(county_site / "packages" / "2026-01")) in told
    assert "没有佐证" in told
    stranger = browser("hanxue", ("reporter", "C02"), name="韩雪")
    assert stranger.get(where).status_code == 404
    assert "下级" in stranger.post("/periods/received/new", {"file": good}).content.decode()
