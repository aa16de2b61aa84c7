"""A firm that works by ISO 9001: its documents, processes, risks, suppliers and measuring equipment, and the
review that its management holds. Audits and what they find are beside (`audits`)."""

from __future__ import annotations

from datetime import date
from functools import partial

from luoshi.ledgers import followups
from luoshi.ledgers import queries as records
from luoshi.ops.demo import audits, cast
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.firm import (
    BEGINS,
    BOSS,
    CELLAR,
    FIRM,
    KEEPERS,
    LABORATORY,
    PEOPLE,
    UNITS,
    WORKSHOP,
    make,
)
from luoshi.ops.demo.keeping import arrive, fill, move, named, paper
from luoshi.reports import review_input
from luoshi.units import actions as units
from luoshi.units import queries as people
from luoshi.units.registering import LAST

DOCUMENTS = (
    ("QM-01", "质量手册", "manual", "c4_4"), ("QP-07", "不合格品控制程序", "procedure", "c8_7"),
    ("QP-09", "内部审核程序", "procedure", "c9_2"), ("WI-12", "果汁杀菌作业指导书", "instruction", "c8_5"),
)  # fmt: skip
PROCESSES = (
    ("果汁加工", "core", "鲜果、清洗水、包材", "浓缩汁、非浓缩还原汁", "一次合格率不低于98.5%"),
    ("成品灌装和贮运", "core", "合格果汁、无菌袋", "入库成品", "漏袋率不高于0.3%"),
    ("检验和校准", "support", "样品、标准物质", "检验报告", "按期校准率100%"),
)
RISKS = (
    ("收购季鲜果农残超标", 4, 5, "每车快检，超标退车；和两个合作社签用药清单。"),
    ("杀菌段停电导致整罐报废", 2, 5, "装不间断电源，停电五分钟内转循环。"),
    ("老客户要求低糖产品", 3, 2, None),
)
SUPPLIERS = (
    ("清河县果品专业合作社联合社", "鲜苹果", True, True), ("临溪洁源包装有限公司", "无菌袋", True, True),
    ("安澜速运物流有限公司", "冷链运输", False, False),
)  # fmt: skip
EQUIPMENT = (
    ("JL-001", "折光糖度计", "0～80 Bx，±0.1", date(2025, 7, 20)),
    ("JL-002", "数显温度计", "-50～200 ℃，±0.5 ℃", date(2025, 7, 6)),
    ("JL-003", "电子天平", "0～220 g，±0.1 mg", date(2026, 1, 12)),
)
RESULTS = (
    ("果汁加工", "一次合格率（%）", "98.5", "98.9", None),
    ("成品灌装和贮运", "漏袋率（%）", "0.3", "0.6", "封口温度漂移，已立不合格。"),
)
DECIDED = (
    ("灌装线封口温度加装在线监测", "improve", date(2026, 9, 30), None),
    ("品管部增配一名计量员", "resource", date(2026, 7, 10), "7月6日到岗。"),
)
IN_FORCE, TRUSTED = date(2025, 8, 5), date(2025, 8, 1)
"""Since when documents are in force and suppliers approved: on paper, before the firm's records came here."""


def plan(calendar: Calendar) -> None:
    """Put it into the calendar."""
    for day, act in (
        (BEGINS, _arrive), (date(2026, 2, 4), _documents), (date(2026, 2, 5), _processes),
        (date(2026, 2, 6), _brought), (date(2026, 3, 5), _trained), (date(2026, 5, 29), _measured),
        (date(2026, 6, 29), _reviewed), (date(2026, 7, 13), _looks), (date(2026, 7, 14), _looked),
    ):  # fmt: skip
        calendar.add(day, "质量管理", partial(act, day))
    audits.plan(calendar)


def _arrive(day: date) -> None:
    system = cast.system(day)
    for code, name in UNITS:
        units.add_unit(system, code, name, "department", parent=FIRM, position=LAST)
    arrive(day, PEOPLE, (BOSS, *KEEPERS))


def _documents(day: date) -> None:
    """Each version is approved by another than who wrote it; the last one still waits for that."""
    manager, boss = cast.who("zhiliang", day), cast.who(BOSS.login, day, 15)
    owner = people.person("zhiliang").id
    for number, name, kind, clause in DOCUMENTS:
        said = {"number": number, "name": name, "kind": kind, "clause": clause, "owner": owner}
        above = make(manager, "document", FIRM, said)
        edition = {"document": above.ref.id, "edition": "B/0"}
        if number == DOCUMENTS[-1][0]:
            paper(manager, make(manager, "document_version", FIRM, edition), "text", f"{number} {name}")
            continue
        edition |= {"approved_by": boss.name, "effective_on": IN_FORCE}
        made = make(manager, "document_version", FIRM, edition)
        paper(manager, made, "text", f"{number} {name}")
        move(boss, made, "approved", on=IN_FORCE)
        move(manager, made, "effective", on=IN_FORCE)


def _processes(day: date) -> None:
    manager, owner = cast.who("zhiliang", day), people.person("zhiliang").id
    for name, kind, inputs, outputs, measures in PROCESSES:
        said = {"name": name, "kind": kind, "inputs": inputs, "outputs": outputs, "measures": measures}
        make(manager, "process", FIRM, {**said, "owner": owner})


def _brought(day: date) -> None:
    """Risks, suppliers and equipment as they were on paper."""
    manager, keeper = cast.who("zhiliang", day), cast.who("chejian", day)
    for name, likelihood, severity, treatment in RISKS:
        said = {"name": name, "found_on": day, "likelihood": likelihood, "severity": severity}
        kind = "risk" if treatment else "chance"
        made = make(keeper, "risk", WORKSHOP, {**said, "kind": kind, "treatment": treatment})
        if treatment:
            move(keeper, made, "treated")
    for name, supplies, critical, approved in SUPPLIERS:
        said = {"name": name, "supplies": supplies, "critical": critical}
        made = make(keeper, "supplier", WORKSHOP, said)
        if approved:
            move(manager, made, "approved", on=TRUSTED)
    for number, name, span, since in EQUIPMENT:
        said = {"number": number, "name": name, "range": span, "used_from": since}
        make(manager, "equipment", LABORATORY, said)


def _trained(day: date) -> None:
    manager = cast.who("zhiliang", day)
    held = {
        "topic": "关键控制点和纠偏",
        "held_on": day,
        "trainer": "钟衡",
        "planned": 24,
        "came": 23,
        "passed": 22,
    }
    made = make(manager, "training", WORKSHOP, held)
    paper(manager, made, "list", "应到24人，实到23人，22人考核合格")
    move(manager, made, "held")
    planned = {"topic": "新灌装线操作", "held_on": date(2026, 8, 6), "planned": 12}
    make(manager, "training", CELLAR, planned)


def _measured(day: date) -> None:
    """What two processes came to, and a customer's complaint that was settled."""
    manager, keeper = cast.who("zhiliang", day), cast.who("guanzhuang", day)
    for name, measure, wanted, value, note in RESULTS:
        said = {"process": named("quality.process", name).ref.id, "measured_on": day, "measure": measure}
        said |= {"wanted": wanted, "value": value, "met": note is None, "note": note}
        make(manager, "process_result", FIRM, said)
    told = {
        "customer": "临溪惠民超市",
        "what": "两箱果汁到货时外箱受潮",
        "kind": "delivery",
        "received_on": day,
    }
    made = make(
        keeper, "complaint", CELLAR, {**told, "answer": "当日换货；装车改用缠绕膜。", "satisfied": "yes"}
    )
    move(keeper, made, "answered", "closed")


def _reviewed(day: date) -> None:
    """The management's review of the half year, on what was known then; the next one is being prepared."""
    manager = cast.who("zhiliang", day)
    said = {"name": "2026年上半年管理评审", "held_on": day, "chair": BOSS.name}
    first = make(manager, "management_review", FIRM, said)
    review_input.keep(manager, first.ref.id)
    paper(manager, first, "minutes")
    fill(manager, first, conclusion="体系有效；灌装漏袋率没有达到目标，校准提醒要有人负责。")
    move(manager, first, "held")
    for what, kind, due, done in DECIDED:
        decision = {"management_review": first.ref.id, "decided_on": day, "what": what, "kind": kind}
        made = make(manager, "review_decision", FIRM, {**decision, "due_on": due, "done": done})
        if done:
            move(manager, made, "done")
    said = {"name": "新灌装线投产前专题评审", "held_on": date(2026, 8, 20), "chair": BOSS.name}
    make(manager, "management_review", FIRM, said)


def _looks(day: date) -> None:
    """What comes round is written down: reviews of documents and suppliers, calibrations, checks."""
    followups.write(cast.system(day))


def _looked(day: date) -> None:
    """One device is calibrated in time, another is not; a supplier and a document are looked at again."""
    manager, keeper = cast.who("zhiliang", day), cast.who("chejian", day)
    for ledger, above, who, said in (
        ("calibration", named("quality.equipment", "折光糖度计"), manager,
         {"calibrated_on": day, "certificate": "LXJL-2026-0714", "result": "good"}),
        ("supplier_review", named("quality.supplier", "临溪洁源包装有限公司"), keeper,
         {"reviewed_on": day, "quality": 92, "delivery": 88, "grade": "a", "note": "一年没有漏袋退货。"}),
    ):  # fmt: skip
        (look,) = records.beneath(f"quality.{ledger}", above.ref.id)
        fill(who, look, **said)
        if look.spec.evidence:
            paper(who, look, "certificate")
        move(who, look, "done")
    told = {
        "customer": "安澜区第二小学",
        "what": "学生饮用果汁有一批偏酸",
        "kind": "product",
        "received_on": day,
    }
    make(cast.who("guanzhuang", day), "complaint", CELLAR, told)
