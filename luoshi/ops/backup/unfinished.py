"""What a site folder says while a restore is under way, or was killed half way."""

from __future__ import annotations

from pathlib import Path

from luoshi.kernel.errors import SiteError

MARK = "restoring.json"
"""The file that stands in the folder from the first moment of a restore to its last."""


def refuse(folder: Path) -> None:
    """Nothing works on a site of which only a part was restored."""
    if (folder / MARK).exists():
        raise SiteError(
            f"站点没有恢复完：{folder}", hint="再运行一次同样的 luoshi restore，它会从头开始，直到完成"
        )
