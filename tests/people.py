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

# Who attacks: tests/attacks names one of them in every test (docs/threat-model.md says what each wants).
GUO = "郭外"
"""An outsider with no account: guesses log-ins, sends addresses, knocks on open pages."""
MENG = Actor(31, "孟虚", (Holding("reporter", TOWN),), morning)
"""A clerk of 青石镇 who wants better numbers than the facts give."""
TAO = Actor(32, "陶镇长", (Holding("leader", TOWN), Holding("reporter", TOWN)), morning)
"""The head of 青石镇, who wants them too, and gives orders to clerks."""
QIAN = "钱企"
"""A firm's manager who sends files and forms that are not what they seem."""
HEI = Actor(33, "黑管", (Holding("admin", COUNTY),), morning)
"""An administrator who wants to act as somebody else, and that nobody notice."""
LOU = "娄拾"
"""Has found or stolen a laptop or a telephone, or sits down at one where somebody was logged in."""
SHI = "史维"
"""Looks after the server and is curious: reads the database, a backup, the log."""
