"""What machines ask, who may ask it, and that no log names anybody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from luoshi.config.logs import Nameless
from luoshi.ops.models import Job
from luoshi.units import actions as units
from tests.people import ADMIN, morning

PHONE, NAME, SECRET = "13800138000", "欧阳小芳", "qingshi-zhen-2026"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that any logger says, as the site would write it."""
    written = io.StringIO()
    handler, root = logging.StreamHandler(written), logging.getLogger()
    handler.setFormatter(Nameless())
    levels = {name: logging.getLogger(name).level for name in ("", "luoshi.requests", "django.request")}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_process_that_answers_lives(client: Client) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").content) == (200, b"ok")
    assert client.post("/healthz").status_code == 405


def test_a_site_is_ready_when_its_tables_are_those_of_the_version(
    client: Client, db: None, settings: Any, tmp_path: Path
) -> None:
    settings.BEAT = tmp_path / "beat"
    assert client.get("/readyz").json() == {"ready": True, "lacking": []}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ops'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["lacking"]) == (503, ["migrations"])


def test_a_site_whose_disk_is_not_there_is_not_ready(
    client: Client, db: None, settings: Any, tmp_path: Path
) -> None:
    settings.BEAT = tmp_path / "gone" / "beat"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["lacking"]) == (503, ["disk"])


def test_metrics_count_requests_by_view_and_tell_how_work_stands(
    client: Client, db: None, settings: Any, tmp_path: Path
) -> None:
    settings.BEAT = tmp_path / "beat"
    Job.objects.create(kind="export", made_at=morning())
    client.get("/accounts/nobody-here/13800138000/")
    client.get("/healthz")
    said = client.get("/metrics").content.decode()
    assert 'luoshi_requests_total{method="GET",status="200",view="health:alive"}' in said
    assert 'luoshi_jobs{state="waiting"} 1.0' in said
    assert "luoshi_journal_unsealed 0.0" in said
    assert "luoshi_worker_up 0.0" in said
    assert PHONE not in said


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "10.0.0.9"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer open-sesame"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer close-sesame"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
    ],
)
def test_metrics_are_for_named_addresses_without_a_proxy_or_for_a_token(
    client: Client, db: None, settings: Any, tmp_path: Path, asked: dict[str, str], status: int
) -> None:
    settings.BEAT, settings.METRICS_TOKEN = tmp_path / "beat", "open-sesame"
    assert client.get("/metrics", **asked).status_code == status


def test_without_a_token_an_empty_one_opens_nothing(client: Client, db: None, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    asked = {"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer "}
    assert client.get("/metrics", **asked).status_code == 403


def test_no_log_holds_a_name_a_telephone_or_a_password(
    client: Client, county: None, lines: io.StringIO
) -> None:
    units.add_person(ADMIN, "ouyang", NAME, SECRET)
    client.post("/account/login/", {"username": PHONE, "password": SECRET})
    client.post("/account/login/", {"username": "ouyang", "password": f"{SECRET}!"})
    client.post("/account/login/", {"username": "ouyang", "password": SECRET})
    for address in ("/", f"/ledgers/?q={NAME}", f"/{NAME}/{PHONE}/", f"/ledgers/{NAME}/", "/units/"):
        client.get(address, HTTP_REFERER=f"http://testserver/?q={NAME}", HTTP_USER_AGENT=NAME)
    try:
        raise IntegrityError(f"Key (phone)=({PHONE}) of {NAME} already exists")
    except IntegrityError:
        logging.getLogger("luoshi.ops.worker").exception("job %s of %s failed", 12, NAME)
    logging.getLogger("django.db").error(f"whole {NAME}")
    written = lines.getvalue()
    said = [json.loads(line) for line in written.splitlines()]
    requests = [one for one in said if one["event"] == "request"]
    assert {"view": "account:login", "method": "POST"}.items() <= requests[0].items()
    assert len(requests) == 8
    (failed,) = (one for one in said if one["logger"] == "luoshi.ops.worker")
    assert (failed["event"], failed["error"]) == ("job 12 of … failed", "IntegrityError")
    assert "test_no_log_holds" in failed["where"][-1]
    for hidden in (NAME, PHONE, SECRET, "欧阳", "ouyang", NAME.encode("unicode_escape").decode()):
        assert hidden not in written
