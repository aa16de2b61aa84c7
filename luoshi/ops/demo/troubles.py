"""What goes wrong in every real year, so that a newcomer sees how it is told and mended.

A rejected voucher, a project stuck at the land gate, one voucher used twice, two units sharing a
project, a correction after a close; the late report is in `months`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import comments
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Ref
from luoshi.ops.demo import cast, doubts
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.chance import code
from luoshi.ops.demo.investment import PROJECT, Project, claim, receive
from luoshi.ops.demo.places import COUNTY

TOWN, OTHER, BUREAU = f"{COUNTY}02", f"{COUNTY}07", f"{COUNTY}52"


def plan(calendar: Calendar, made: list[Project]) -> None:
    """Put the troubles into the calendar; each stands on a project of the history."""
    mine = [one for one in made if one.unit == TOWN and one.receipts]
    others = [one for one in made if one.unit == OTHER and one.receipts]

    def on(day: date, act: Callable[[date], object]) -> None:
        calendar.add(day, "问题", lambda: act(day))

    on(date(2025, 1, 8), _stuck)
    on(date(2026, 3, 20), lambda day: _shared(mine[0], day))
    on(date(2026, 6, 24), lambda day: _rejected(mine[-1], day))
    on(date(2026, 7, 2), lambda day: _twice(mine[-1], others[-1], day))
    on(date(2026, 7, 14), _corrected)
    on(date(2026, 7, 15), _asked)
    on(date(2026, 5, 11), lambda day: _to_correct(others[0], day))
    doubts.plan(calendar, mine[0], others[0])


_kept: dict[str, Ref] = {}


def _stuck(day: date) -> None:
    """Signed in good faith, kept back at the land gate, past its six months."""
    who = cast.reporter(TOWN, day)
    values = {
        "name": "青石镇果汁加工项目", "investor": "清源食品有限公司", "investor_code": code(8_001),
        "industry": "agri", "channel": "visit", "kind": "new", "total": 6_000, "signed_on": date(2024, 11, 5),
        "site": "青石镇工业小区", "key_leader": "赵明川", "key_person": "马文斌",
        "problem": "选址涉及一般耕地，用地指标未落实。", "next_step": "申请增减挂钩指标，同步办理用地预审。",
    }  # fmt: skip
    contract = NewFile("contract", "投资合同.txt", "青石镇果汁加工项目投资合同".encode())
    made = ledgers.create(who, PROJECT, TOWN, values, files=[contract], since=date(2024, 9, 2))
    ledgers.move(who, made.ref, "signed", on=date(2024, 11, 5))
    decided = (
        ("approval", "meeting", True, "联席会议同意"),
        ("environment", "environment", True, "环评批复已下"),
        ("land", "land", False, "用地指标未落实，规划调整未批"),
    )
    for place, (gate, login, passed, why) in enumerate(decided, start=1):
        number = f"清招联〔2025〕{place}号"
        ledgers.decide_gate(
            cast.who(login, day, 14), made.ref, gate, passed=passed, why=why, document_no=number
        )
    _kept["stuck"] = made.ref


def _asked(day: date) -> None:
    """The supervisor asks about it by name, and is not answered yet."""
    comments.say(cast.who("supervisor", day), _kept["stuck"], "@王丽 用地预审办到哪一步了？请上传最新材料。")


def _shared(one: Project, day: date) -> None:
    """A township and a bureau brought the project together: six to four from now on."""
    ledgers.share(
        cast.who("supervisor", day), one.known, {TOWN: Decimal(60), BUREAU: Decimal(40)}, from_day=day,
        why="招商局首谈、青石镇落地，双方书面商定六四分享",
    )  # fmt: skip


def _rejected(one: Project, day: date) -> None:
    """The payer on the slip is not the investor: sent back with the reason, still to be mended."""
    made = claim(one, day, 85, f"JZ{day:%Y%m%d}-{one.known.id:04}-9", payer="王某某（个人账户）")
    ledgers.reject(
        cast.reviewer(TOWN, day), made, why="进账单付款人为个人，与投资方不一致，请提供投资方账户凭证"
    )


def _twice(mine: Project, other: Project, day: date) -> None:
    """Two units claim the same slip; the second still waits for its reviewer, who is warned."""
    voucher = f"JZ{day:%Y%m%d}-7788"
    first = claim(mine, day, 120, voucher, payer="清源食品有限公司")
    ledgers.verify(cast.reviewer(TOWN, day), first)
    claim(other, day, 120, voucher, payer="清源食品有限公司")


def _to_correct(one: Project, day: date) -> None:
    _kept["correct"] = receive(one, day, 96, 8)


def _corrected(day: date) -> None:
    """An audit finds the slip says 69, not 96: the difference counts in the open month and is told."""
    supervisor = cast.who("supervisor", day)
    made = ledgers.adjust(
        supervisor,
        _kept["correct"],
        {"amount": 69},
        version=2,
        why="审计核对进账单，金额 69 万元误填为 96 万元",
    )
    ledgers.verify(cast.reviewer(OTHER, day), made.ref)
