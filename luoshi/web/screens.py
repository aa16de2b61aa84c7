"""The screens: one line each. A screen is a folder here with urls, views, forms and templates.

The folder's name is also its URL namespace (`app_name`), and its first page is called `index`.
The line gives its address and, when people choose it from the menu, its group, icon and for whom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from luoshi.appeals.policy import READS as APPEALS
from luoshi.assessment.policy import READS as ASSESSMENT_READS
from luoshi.calls.policy import FIRM as CALL_FIRM
from luoshi.calls.policy import WATCHES as CALL_WATCHES
from luoshi.elections.policy import MEMBERS
from luoshi.elections.queries import concerned
from luoshi.honesty.policy import READS as HONESTY_READS
from luoshi.kernel.actor import Actor
from luoshi.matching.policy import READS as MATCHES
from luoshi.periods.policy import READS as FIGURE_READS
from luoshi.reviews.policy import JUDGES
from luoshi.reviews.policy import READS as REVIEW_READS
from luoshi.service.policy import WATCHES as SERVES
from luoshi.units.policy import OFFICER

EVERYBODY: frozenset[str] = frozenset()
OUTSIDE = frozenset((*CALL_FIRM, JUDGES, "farmer", *MEMBERS))
"""Roles of people of no office."""


@dataclass(frozen=True)
class Screen:
    """`label` empty: not in the menu. `roles` empty: for whoever is logged in."""

    key: str
    prefix: str
    label: str | Promise = ""
    icon: str = ""
    group: str | Promise = ""
    roles: frozenset[str] = EVERYBODY
    outside: bool = False
    """Open to people of no office: firms, experts, farmers."""
    asks: Callable[[Actor], bool] | None = None
    """In the menu of those for whom it answers yes, whatever their roles; it is asked on every page."""
    under: str = ""
    """The screen of the menu to which one that is not in it belongs."""


SCREENS: tuple[Screen, ...] = (
    Screen("home", "", _("首页"), "home"),
    Screen("portal", "portal/", _("我的事项"), "home", roles=OUTSIDE, outside=True),
    Screen("figures", "figures/", _("数据"), "chart-bar"),
    Screen("boards", "boards/", _("看板"), "layout-dashboard", roles=frozenset(FIGURE_READS)),
    Screen("units", "units/", _("单位"), "building-community", roles=frozenset(FIGURE_READS)),
    Screen("documents", "documents/", _("文件"), "file-text"),
    Screen("commitments", "commitments/", _("责任目标"), "target-arrow"),
    Screen("ledgers", "ledgers/", _("台账"), "clipboard-list", outside=True),
    Screen("periods", "periods/", _("月报"), "calendar"),
    Screen("bulletins", "bulletins/", _("通报"), "report"),
    Screen("dispatch", "dispatch/", _("调度督办"), "speakerphone"),
    Screen("inspections", "inspections/", _("督查"), "zoom-check"),
    Screen(
        "calls",
        "calls/",
        _("项目申报"),
        "writing-sign",
        roles=frozenset((*CALL_WATCHES, *CALL_FIRM)),
        outside=True,
    ),
    Screen(
        "reviews",
        "reviews/",
        _("专家评审"),
        "users-group",
        roles=frozenset((*REVIEW_READS, JUDGES)),
        outside=True,
    ),
    Screen(
        "grants",
        "grants/",
        _("立项拨款"),
        "coin",
        roles=frozenset((*CALL_WATCHES, *CALL_FIRM)),
        outside=True,
    ),
    Screen("matching", "matching/", _("供需对接"), "heart-handshake", roles=frozenset(MATCHES), outside=True),
    Screen("appeals", "appeals/", _("诉求办理"), "message-2", roles=frozenset(APPEALS)),
    Screen("elections", "elections/", _("选举表决"), "checkbox", outside=True, asks=concerned),
    Screen(
        "service",
        "service/",
        _("政务服务"),
        "building-store",
        roles=frozenset((*SERVES, *CALL_FIRM)),
        outside=True,
    ),
    Screen("honesty", "suspicions/", _("疑点核查"), "list-search", roles=frozenset(HONESTY_READS)),
    Screen("assessment", "assessment/", _("考核"), "medal", roles=frozenset(ASSESSMENT_READS)),
    Screen("personal", "personal/", _("个人信息"), "shield-check", roles=frozenset({OFFICER})),
    Screen("admin", "admin/", _("管理"), "settings", roles=frozenset({"admin"})),
    Screen("exchange", "exchange/", under="ledgers", outside=True),
    Screen("jobs", "jobs/", outside=True),
    Screen("account", "account/", outside=True),
    Screen("inbox", "inbox/", outside=True),
    Screen("public", "public/", outside=True),
)
