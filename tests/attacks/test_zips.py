"""钱企 and 黑管 send zips that break whatever opens them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from luoshi.kernel.errors import InputError
from tests.attacks.test_files import PROJECT, READERS
from tests.attacks.test_files import clerk as clerk
from tests.browsers import browser
from tests.people import HEI, QIAN, TOWN


def _changed(at: int, value: int) -> Callable[[bytearray], None]:
    """Changes a byte of what the directory of a zip says of its first file."""

    def change(content: bytearray) -> None:
        content[content.index(b"PK\x01\x02") + at] = value

    return change


def _method(content: bytearray) -> None:
    _changed(10, 99)(content)
    content[8] = 99


def _locked(content: bytearray) -> None:
    _changed(8, 1)(content)
    content[6] |= 1


BROKEN: dict[str, Callable[[bytearray], None]] = {
    "of a version to come": _changed(6, 250), "of another digest": _changed(16, 0),
    "of another place": _changed(42, 200), "packed unknown": _method, "locked": _locked,
    "packed wrongly": lambda content: content.__setitem__(slice(40, 60), bytes(20)),
    "cut": lambda content: content.__delitem__(slice(80, 120)),
}  # fmt: skip


@pytest.fixture
def boss(clerk: Client) -> Client:
    """Somebody who may send any file there is."""
    return browser("heguan", ("admin", "C0"), ("reporter", TOWN), name=HEI.name)


@pytest.mark.django_db
@pytest.mark.parametrize("how", BROKEN)
def test_a_zip_that_is_broken_in_whatever_way_is_told_so_wherever_it_is_sent(boss: Client, how: str) -> None:
    """A refusal in words, never the page of what nobody foresaw."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("果汁厂.txt", "label: " * 500)
    content = bytearray(made.getvalue())
    BROKEN[how](content)
    for where, more in (
        ("/admin/packs/check", {}),
        (f"/exchange/{PROJECT}/evidence", {"purpose": "contract", "field": "name"}),
    ):
        sent = SimpleUploadedFile(f"{QIAN}.zip", bytes(content))
        answer = boss.post(where, {"file": sent, **more})
        assert answer.status_code in (200, 302, 400), where
    for reader in READERS.values():
        with pytest.raises(InputError):
            reader(bytes(content))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "names", [["a", "a/pack.yaml"], ["a" * 5_000], ["../../pack.yaml"], ["/etc/pack.yaml"]]
)
def test_a_pack_whose_files_lie_in_one_another_or_elsewhere_is_told_so(
    boss: Client, names: list[str]
) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for one in names:
            archive.writestr(one, "pack: [")
    answer = boss.post("/admin/packs/check", {"file": SimpleUploadedFile("台账包.zip", made.getvalue())})
    assert answer.status_code == 200
    assert "启用" in answer.content.decode()
    assert not Path("/etc/pack.yaml").exists()
