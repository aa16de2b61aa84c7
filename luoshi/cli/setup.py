"""Django made ready for a command: the site chosen, the settings loaded, once."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.files import locks
from django.core.management import call_command

from luoshi.config import site as sites
from luoshi.kernel.errors import SiteError
from luoshi.ops.backup import unfinished


def choose(folder: Path | None) -> None:
    """Let the rest of the process use this site."""
    if folder is not None:
        os.environ["LUOSHI_SITE"] = str(folder.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")


def ready(*, must_exist: bool = True) -> None:
    """Load Django for the chosen site; a site that was never made is said, not made by accident."""
    where = sites.folder()
    if must_exist:
        unfinished.refuse(where)
    if must_exist and not (where / "site.json").exists():
        raise SiteError(
            f"这里还没有站点：{where}",
            hint="先运行 luoshi init 站点名称（演示用 luoshi demo），或用 --site 指明站点文件夹",
        )
    django.setup()


def migrate() -> None:
    """Bring the database to this version's tables. Server and worker start together after an upgrade: one
    does it, the other waits."""
    with (sites.folder() / "migrating").open("w") as held:
        locks.lock(held, locks.LOCK_EX)
        call_command("migrate", verbosity=0, interactive=False)
