"""The firm's audits and what they find: a nonconformity that was closed after somebody else found, three
months later, that its action worked; one that is overdue; one that a customer's complaint brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.firm import BOSS, CELLAR, FIRM, LABORATORY, WORKSHOP, make
from luoshi.ops.demo.keeping import fill, move, named, paper
from luoshi.units import queries as people

GAUGES, SEALING = "三支温度计没有校准标识", "封口温度连续两周超出工艺规定"
PROGRAMME, FIRST, SECOND, THIRD = "2026年内部审核方案", "果汁车间内审", "灌装车间内审", "品管部内审"
CAUSES = (
    ("people", "保管人换过三次，没有交接", False), ("method", "没有规定到期前由谁提醒", True),
    ("machine", "温度计没有编号", False), ("measurement", "校准证书放在各人抽屉里", False),
)  # fmt: skip


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (date(2026, 3, 9), _programme), (date(2026, 3, 18), _first), (date(2026, 3, 20), _corrected),
        (date(2026, 4, 8), _acted), (date(2026, 6, 10), _second), (date(2026, 6, 12), _open),
        (date(2026, 7, 14), _checked), (date(2026, 7, 15), _closed),
    ):  # fmt: skip
        calendar.add(day, "内部审核", partial(act, day))


def _programme(day: date) -> None:
    """The year's programme, approved by another, and its three audits."""
    manager, auditor = cast.who("zhiliang", day), people.person("neishen").id
    said = {"name": PROGRAMME, "begins_on": day, "aims": "覆盖全部过程；收购季以前审完两个车间。"}
    above = make(manager, "programme", FIRM, said)
    move(cast.who(BOSS.login, day, 15), above, "approved")
    for name, unit, on in (
        (FIRST, WORKSHOP, date(2026, 3, 18)), (SECOND, CELLAR, date(2026, 6, 10)),
        (THIRD, LABORATORY, date(2026, 9, 16)),
    ):  # fmt: skip
        values = {"programme": above.ref.id, "name": name, "audited": unit, "planned_on": on, "lead": auditor}
        made = make(manager, "audit", FIRM, {**values, "scope": "人员、设备、记录、上次问题的整改"})
        member = {"audit": made.ref.id, "audited": unit, "auditor": auditor, "part": "组长，审7.1、8.5"}
        make(manager, "audit_member", FIRM, member)


def _audited(
    auditor: Actor, name: str, checks: Sequence[tuple[str, str, str, str]], conclusion: str
) -> Record:
    """Seen on site by its checklist, and reported."""
    audit = named("quality.audit", name)
    move(auditor, audit, "audited")
    for clause, question, seen, conform in checks:
        said = {
            "audit": audit.ref.id,
            "clause": clause,
            "question": question,
            "seen": seen,
            "conform": conform,
        }
        make(auditor, "audit_check", FIRM, said)
    fill(auditor, audit, ended_on=auditor.today(), conclusion=conclusion)
    paper(auditor, audit, "report")
    return move(auditor, audit, "reported")


def _found(
    auditor: Actor, audit: Record, unit: str, what: str, grade: str, clause: str, proof: str
) -> Record:
    said = {"audit": audit.ref.id, "what": what, "grade": grade, "clause": clause, "proof": proof}
    return make(auditor, "finding", unit, {**said, "found_on": auditor.today()})


def _first(day: date) -> None:
    auditor = cast.who("neishen", day)
    checks = (
        ("c7_1", "温度计是否在校准期内", "抽查五支，三支没有标识", "no"),
        ("c8_5", "杀菌温度和时间是否按规定记录", "抽查两周记录，齐全", "yes"),
        ("c7_2", "关键岗位是否考核合格", "23人有记录", "yes"),
    )
    audit = _audited(auditor, FIRST, checks, "过程受控，校准管理有一项一般不符合。")
    _found(auditor, audit, WORKSHOP, GAUGES, "minor", "c7_1", "编号不清的三支温度计，照片附后")
    seen = _found(auditor, audit, WORKSHOP, "清洗记录字迹潦草", "observation", "c7_5", "3月11日班记录")
    move(cast.who("zhiliang", day, 15), seen, "noted")


def _fault(
    keeper: Actor, finding: str, unit: str, correction: str, whys: Sequence[str], cause: str
) -> Record:
    """Written down, put right for now, and its cause found."""
    found = named("quality.finding", finding)
    said = {
        "finding": found.ref.id,
        "source": "audit",
        "what": found.title,
        "found_on": found.values["found_on"],
    }
    said |= {"clause": found.values["clause"], "correction": correction, "cause": cause}
    said |= {f"why{number}": why for number, why in enumerate(whys, start=1)}
    return make(keeper, "nonconformity", unit, said)


def _action(keeper: Actor, fault: Record, what: str, due: date, done: str | None) -> Record:
    said = {"nonconformity": fault.ref.id, "what": what, "owner": keeper.person, "due_on": due, "done": done}
    return make(keeper, "corrective_action", fault.unit, said)


def _corrected(day: date) -> None:
    keeper = cast.who("chejian", day)
    whys = ("没有校准标识", "到期没有人知道", "台账停在两年前", "保管人交接没有清单", "没有规定谁负责")
    fault = _fault(
        keeper, GAUGES, WORKSHOP, "停用三支温度计，换用备用的。", whys, "校准到期没有规定由谁提醒。"
    )
    for category, what, root in CAUSES:
        said = {"nonconformity": fault.ref.id, "category": category, "what": what, "root": root}
        make(keeper, "cause", WORKSHOP, said)
    move(keeper, fault, "corrected", "analysed")
    _action(keeper, fault, "建测量设备台账，到期前一个月提醒", date(2026, 4, 10), None)
    _action(keeper, fault, "三支温度计送检，逐支编号贴标识", date(2026, 4, 10), None)


def _acted(day: date) -> None:
    keeper, fault = cast.who("chejian", day), named("quality.nonconformity", GAUGES)
    for one in records.beneath("quality.corrective_action", fault.ref.id):
        fill(keeper, one, done="已完成，见证据。")
        paper(keeper, one, "proof")
        move(keeper, one, "done")
    move(keeper, fault, "acted")


def _second(day: date) -> None:
    auditor = cast.who("neishen", day)
    checks = (
        ("c8_5", "封口温度是否在规定范围", "5月25日至6月7日有九次超出", "no"),
        ("c8_6", "放行前是否检验", "抽查八批，记录齐全", "yes"),
    )
    audit = _audited(auditor, SECOND, checks, "封口过程没有受控，有一项严重不符合。")
    _found(auditor, audit, CELLAR, SEALING, "major", "c8_5", "封口机温度曲线和工艺卡")


def _open(day: date) -> None:
    """Put right for now; the action is overdue. A complaint of a customer brings another."""
    keeper = cast.who("guanzhuang", day)
    fault = _fault(
        keeper,
        SEALING,
        CELLAR,
        "降速生产，每半小时人工测温。",
        ("封口温度漂移", "热电偶老化"),
        "热电偶没有列入更换计划。",
    )
    move(keeper, fault, "corrected", "analysed")
    _action(keeper, fault, "更换热电偶，列入季度更换计划", date(2026, 7, 3), None)
    complaint = named("quality.complaint", "两箱果汁到货时外箱受潮")
    said = {"source": "complaint", "complaint": complaint.ref.id, "what": "装车防潮没有要求", "found_on": day}
    make(keeper, "nonconformity", CELLAR, {**said, "clause": "c8_5"})


def _checked(day: date) -> None:
    """Three months after the action somebody else looks whether it worked."""
    auditor, fault = cast.who("neishen", day), named("quality.nonconformity", GAUGES)
    (look,) = records.beneath("quality.effect_check", fault.ref.id)
    fill(auditor, look, effective="yes", found="十二支温度计都有编号和标识，六月到期的两支提前送检。")
    move(auditor, look, "done")


def _closed(day: date) -> None:
    move(cast.who("zhiliang", day), named("quality.nonconformity", GAUGES), "closed")
    move(cast.who("neishen", day), named("quality.finding", GAUGES), "closed")
