"""A new key is certified by the old one; what was signed before verifies as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.journal import queries as journal
from luoshi.kernel import canonical
from luoshi.kernel.errors import Refused, SiteError
from luoshi.periods import package, rotating
from luoshi.periods.keys import public_hex, signing_key
from tests.people import ADMIN, WANG
from tests.periods.test_close import FEBRUARY, JANUARY, close


def test_packages_before_and_after_a_rotation_verify_and_certificates_join_their_keys(site: Path) -> None:
    close(JANUARY, "2026-02-04")
    with pytest.raises(Refused, match="系统管理员"):
        rotating.rotate(WANG)
    rotating.rotate(ADMIN)
    close(FEBRUARY, "2026-03-04")
    rotating.rotate(ADMIN)
    first, second = (
        str(package.verify(site / "packages" / str(one)).manifest["public_key"])
        for one in (JANUARY, FEBRUARY)
    )
    chain, current = rotating.certificates(), public_hex(signing_key(site / "keys"))
    assert [(one["old"], one["new"]) for one in chain] == [(first, second), (second, current)]
    assert rotating.leads(chain, first, current)
    assert not rotating.leads(chain[1:], first, current)
    assert [one.data for one in journal.history("site")] == chain
    assert (site / "keys" / "signing.key").stat().st_mode & 0o077 == 0


def test_a_certificate_that_the_old_key_did_not_sign_is_refused(site: Path) -> None:
    made = rotating.rotate(ADMIN)
    stranger = "ab" * 32
    rotating.file().write_text(rotating.file().read_text("utf-8").replace(made["new"], stranger), "utf-8")
    with pytest.raises(SiteError, match="密钥证书被改动"):
        rotating.certificates()


def test_a_rotation_whose_entry_was_lost_is_told_by_the_next(site: Path) -> None:
    old = signing_key(site / "keys")
    rotating.rotate(ADMIN)
    chain = rotating.file().read_bytes()
    lost = {
        "old": public_hex(signing_key(site / "keys")),
        "new": "cd" * 32,
        "at": "2026-03-18T09:30:00+08:00",
    }
    lost["signature"] = signing_key(site / "keys").sign(rotating._signed(lost)).hex()
    rotating.file().write_bytes(chain + canonical.dumps(lost) + b"\n")
    rotating.rotate(ADMIN)
    assert [one.data["new"] for one in journal.history("site")][1] == lost["new"]
    assert public_hex(old) == rotating.certificates()[0]["old"]
