"""What people of the tests do at the year's end, each step by whoever may."""

from __future__ import annotations

from decimal import Decimal

from luoshi.assessment import actions, course, judging, notices, objections
from luoshi.assessment.course import Course
from luoshi.assessment.judging import Say
from luoshi.assessment.objections import Filing
from luoshi.kernel.actor import Actor
from luoshi.ledgers.records import Record
from tests.people import ASSESSOR, LEADER, LIU, OTHER_TOWN, SYSTEM, TOWN, WANG
from tests.periods.test_close import on

RUN_DAY, LATER = "2026-03-18", "2026-03-26"
"""The day of the run; after the five working days in which units score themselves."""
NOTICE_DAY, LAST_DAY, AFTER = "2026-03-30", "2026-04-07", "2026-04-08"
"""Five working days after Monday 30 March end on Tuesday 7 April: 清明 is on the 6th."""


def started() -> int:
    return actions.assess(on(RUN_DAY, ASSESSOR), "township", 2026).id


def say(points: object, why: str = "") -> Say:
    return Say(None if points is None else Decimal(str(points)), why)


def scored_by_units(number: int) -> None:
    """青石镇 sees its funds as they were computed, 柳林乡 wants 50 for its 48; the rest nobody scored."""
    judging.score_self(on("2026-03-20", WANG), number, TOWN, {"funds": say(50, "完成600万元，超额")})
    judging.score_self(on("2026-03-20", LIU), number, OTHER_TOWN, {"funds": say(50, "另有4万元在途，应计入")})


def judged(number: int) -> Course:
    """The assessor keeps the 48 with a reason and confirms the rest."""
    scored_by_units(number)
    who = on(LATER, ASSESSOR)
    judging.judge(who, number, OTHER_TOWN, {"funds": say(48, "在途资金未到账，不计")})
    return judging.confirm_rest(who, number)


def published(number: int) -> Course:
    judged(number)
    notices.publish(on(NOTICE_DAY, ASSESSOR), number)
    return course.whole(on(NOTICE_DAY, ASSESSOR), number)


def filing(**more: str) -> Filing:
    said = {
        "about": OTHER_TOWN, "item": "funds", "signed": "钱大勇", "phone": "13800138000",
        "reason": "4万元已于1月30日到账，有进账单。",
    }  # fmt: skip
    return Filing(**{**said, **more})


def objected(number: int, who: Actor = SYSTEM, day: str = "2026-04-01", **more: str) -> Record:
    return objections.file_objection(on(day, who), number, filing(**more))


def finished(number: int) -> Course:
    """Published, over without an objection, and final."""
    published(number)
    notices.finalise(on(AFTER, LEADER), number)
    return course.whole(on(AFTER, LEADER), number)
