"""Who may change units and people, and what the built-in roles are called."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Refused

ROLES: Mapping[str, str] = {
    "supervisor": "督查员",
    "reporter": "填报员",
    "reviewer": "审核员",
    "leader": "领导",
    "assessor": "考核员",
    "admin": "系统管理员",
}

KINDS: Mapping[str, str] = {
    "province": "省",
    "city": "市",
    "county": "县区",
    "township": "乡镇",
    "department": "部门",
    "park": "园区",
    "enterprise": "企业",
    "branch": "基层工会",
}


def may_administer(actor: Actor) -> None:
    """Units, people and roles are changed by administrators and by the System at set-up."""
    if not (actor.is_system or actor.has("admin")):
        raise Refused("只有系统管理员可以维护单位和人员", hint="请联系本单位的系统管理员")
