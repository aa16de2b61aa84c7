"""史维 reads the source: a key that somebody left in it is told before anybody keeps it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts import secrets_in_source

LEFT = {
    "a private key": ("KEY = '-----BEGIN RSA ", "PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA'"),
    "a key of a cloud": ("key = 'AKIA", "QYLPMN5H", "HHFPZAM2'"),
    "an address with a password": ("url = 'postgres://luoshi:", "Xk29fjw02kD", "@db.example.cn/luoshi'"),
    "a long random word": ("api_secret = '", "c3VwZXIg", "bG9uZyBz", "dHJpbmcg", "c2hvdWxk", "IGNhdXNl'"),
}
"""In pieces, for else this file would be told too."""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another repository, with the rules of this one."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.setattr(secrets_in_source, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", LEFT)
def test_a_key_that_is_left_in_the_source_is_told_with_its_place(
    source: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source / "settings.py").write_text("import os\n" + "".join(LEFT[kind]))
    subprocess.run(["git", "add", "settings.py"], cwd=source, check=True)
    monkeypatch.chdir(source)
    assert [one for one in secrets_in_source.new() if one.startswith("settings.py:2 ")]
    assert secrets_in_source.main() == 1


def test_what_git_does_not_keep_is_nobodys_to_read(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source / "site.json").write_text("".join(LEFT["a private key"]))
    monkeypatch.chdir(source)
    assert secrets_in_source.new() == []


def test_what_is_checked_in_is_looked_through_before_anything_is_tested() -> None:
    """`make test` begins with `make lint`, which asks for keys and for what the product stands on."""
    makefile = (Path(__file__).resolve().parents[2] / "Makefile").read_text("utf-8")
    assert "test: setup $(VENV)/.ready-dev system lint" in makefile
    lint = makefile.partition("\nlint:")[2].partition("\n\n")[0]
    for part in ("scripts.secrets_in_source", "scripts.dependencies"):
        assert f"$(BIN)/python -m {part}\n" in f"{lint}\n"
    ci = (Path(__file__).resolve().parents[2] / ".ci" / "run").read_text("utf-8")
    assert "exec make test" in ci
