"""Who may change units and people, and what the built-in roles are called."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused
from luoshi.packs.spec import Label

ROLES: Mapping[str, Label] = {
    "supervisor": Label(zh="督查员", en="supervisor"),
    "reporter": Label(zh="填报员", en="reporter"),
    "reviewer": Label(zh="审核员", en="reviewer"),
    "leader": Label(zh="领导", en="leader"),
    "assessor": Label(zh="考核员", en="assessor"),
    "election_organizer": Label(zh="选举组织员", en="election organizer"),
    "admin": Label(zh="系统管理员", en="administrator"),
    "privacy_officer": Label(zh="个人信息保护负责人", en="privacy officer"),
}

KINDS: Mapping[str, Label] = {
    "province": Label(zh="省", en="province"),
    "city": Label(zh="市", en="city"),
    "county": Label(zh="县区", en="county"),
    "township": Label(zh="乡镇", en="township"),
    "department": Label(zh="部门", en="department"),
    "park": Label(zh="园区", en="park"),
    "enterprise": Label(zh="企业", en="enterprise"),
    "branch": Label(zh="基层工会", en="union branch"),
}

OFFICER = "privacy_officer"
"""Who answers for personal data (Personal Information Protection Law, article 52)."""
SCIENCE, MANAGER, APPLICANT, EXPERT, FARMER = (
    "science_office", "firm_manager", "applicant", "expert", "farmer",
)  # fmt: skip
"""Roles of the pack `innovation` by which people of no office are let in, and that they get."""
OF_FIRMS = (MANAGER, APPLICANT)
TAKES = ("province", "city", "county", "township", "park")
"""Kinds of units under which firms and experts register."""
ASKS: Mapping[str, Label] = {
    "firm": Label(zh="企业注册", en="new firm"),
    "join": Label(zh="加入企业", en="joins a firm"),
    "expert": Label(zh="专家注册", en="expert"),
    "farmer": Label(zh="农户注册", en="farmer"),
}
"""What somebody of no office asks by registering."""
STATES: Mapping[str, Label] = {
    "waiting": Label(zh="待审核", en="waiting"),
    "accepted": Label(zh="已通过", en="accepted"),
    "refused": Label(zh="未通过", en="not accepted"),
}


def may_administer(actor: Actor) -> None:
    """Units, people and roles are changed by administrators and by the System at set-up."""
    if not (actor.is_system or actor.has("admin")):
        raise Refused("只有系统管理员可以维护单位和人员", hint="请联系本单位的系统管理员")
