"""The people of the tests: who they are stays the same in every test.

清河县 has 青石镇 and 柳林乡 and the 招商局; 云岭县 is another county of the same city.
"""

from __future__ import annotations

from datetime import datetime

from luoshi.kernel.actor import SHANGHAI, Actor, Holding

CITY, COUNTY, TOWN, OTHER_TOWN, BUREAU, OTHER_COUNTY = "C0", "C01", "C0101", "C0102", "C0151", "C02"


def morning() -> datetime:
    """Half past nine on a working day: the moment at which tests happen."""
    return datetime(2026, 3, 18, 9, 30, tzinfo=SHANGHAI)


SYSTEM = Actor.system(morning)
ADMIN = Actor(1, "何管", (Holding("admin", CITY),), morning)
WANG = Actor(11, "王丽", (Holding("reporter", TOWN),), morning)
"""Ledger clerk of 青石镇."""
LIU = Actor(12, "刘洋", (Holding("reporter", OTHER_TOWN),), morning)
"""Ledger clerk of 柳林乡."""
ZHOU = Actor(13, "周敏", (Holding("reviewer", COUNTY),), morning)
"""Reviewer of the county's 招商局."""
CHEN = Actor(14, "陈督", (Holding("supervisor", COUNTY),), morning)
"""Supervision clerk of 清河县."""
LEADER = Actor(15, "赵县长", (Holding("leader", COUNTY),), morning)
ASSESSOR = Actor(16, "孙考", (Holding("assessor", COUNTY),), morning)
HAN = Actor(21, "韩雪", (Holding("reporter", OTHER_COUNTY), Holding("reviewer", OTHER_COUNTY)), morning)
"""A stranger: clerk and reviewer in 云岭县."""
NOBODY = Actor(99, "路人", (), morning)
