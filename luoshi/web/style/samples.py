"""Sample values for the style page: every component once, with content long enough to break it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from luoshi.kernel.actor import SHANGHAI
from luoshi.web import charts
from luoshi.web.components import (
    Badge,
    Change,
    Chart,
    Chooser,
    Column,
    Confirm,
    Empty,
    Event,
    Fact,
    File,
    Job,
    Link,
    Page,
    Pager,
    Proof,
    Row,
    Stat,
    Step,
    Table,
    verification_badge,
)

GREEN, YELLOW, RED = Badge("达序时", "green"), Badge("略落后", "yellow"), Badge("严重落后", "red")
DIGEST = "9f2c1b7e44d08a3ce6155d9b0f7a2c318e6b40d7c95a12f3b8e07d64a1c92e5f"

PAGE = Page(
    "招商项目",
    crumbs=(Link("首页", "/"), Link("招商引资", "#"), Link("招商项目")),
    actions=(
        Link("导入", "#", "upload"),
        Link("撤回", icon="ban", danger=True, dialog="sample-withdraw"),
        Link("登记项目", "#", "plus", strong=True),
    ),
    tabs=(
        Link("全部", "#", count=218, current=True),
        Link("待审核", "#", count=6),
        Link("受阻", "#", count=1),
        Link("已退回", "#"),
    ),
    lead="从洽谈到见效的全部项目；数字点开可看到来源记录和佐证。",
    badge=Badge("填报中", "blue"),
)

PERIODS = Chooser(
    "期间",
    "2026年3月",
    (Link("2026年3月", "#", current=True), Link("2026年2月", "#"), Link("2026年1月", "#")),
)

STATS = (
    Stat(
        "招商到位资金",
        "5,300.00",
        "万元",
        Decimal("121.10"),
        Decimal("83.33"),
        GREEN,
        "同比增长20.3%，全市第2位",
        "#",
    ),
    Stat("新签约项目", "14", "个", Decimal("58.33"), Decimal("66.67"), YELLOW, "欠序时 8.34 个百分点", "#"),
    Stat("节会签约金额", "1.20", "亿元", Decimal("17.14"), Decimal("66.67"), RED, "下降8.92%", "#"),
    Stat("研发投入占比", "待统计", note="统计部门次年公布", url="#"),
)

_COLUMNS = (
    Column("unit", "单位", sort=True),
    Column("rank", "位次", "number", places=0, sort=True),
    Column("funds", "到位资金", "number", "万元", sort=True),
    Column("target", "目标", "number", "万元"),
    Column("completion", "完成率", "percent", sort=True),
    Column("ahead", "较序时", "points", phone=False),
    Column("yoy", "同比", "change", phone=False),
    Column("light", "亮灯"),
)
_UNITS = (
    ("清溪镇", 1, "860.00", "500.00", "172.00", "88.67", "31.5", GREEN),
    ("东风街道", 2, "512.50", "500.00", "102.50", "19.17", "0", GREEN),
    ("高新技术产业开发区管理委员会", 3, "11204.88", "15000.00", "74.70", "-8.63", "-8.92", YELLOW),
    ("柳林乡", 4, "120.00", "500.00", "24.00", "-59.33", "-40.2", RED),
)


def _row(unit: str, rank: int, *values: Any) -> Row:
    funds, target, completion, ahead, yoy, light = values
    numbers = {"funds": Decimal(funds), "target": Decimal(target), "completion": Decimal(completion)}
    return Row(
        {"unit": unit, "rank": rank, **numbers, "ahead": Decimal(ahead), "yoy": Decimal(yoy), "light": light},
        "#",
    )


RANKING = Table(
    _COLUMNS,
    (
        *(_row(*unit) for unit in _UNITS),
        Row({"unit": "县统计局", "funds": "待统计", "light": Badge("未设目标")}),
    ),
    "各单位到位资金",
    total=Row({"unit": "全县合计", "funds": Decimal("12697.38"), "target": Decimal(16500)}),
    pager=Pager(3, 50, 218),
    export="#",
)
NOTHING = Table(
    (),
    (),
    empty=Empty(
        "本月还没有到位资金",
        "登记一笔，或从 Excel 导入整月的记录。",
        Link("登记到位资金", "#", "plus", strong=True),
    ),
)

STEPS = (
    Step("在谈", "done", date(2025, 11, 3)),
    Step("签约", "current", date(2026, 1, 16)),
    Step(
        "开工",
        due=date(2026, 7, 16),
        overdue=True,
        blocks=("用地关未过：地块指标未落实", "缺佐证：施工许可证"),
    ),
    Step("投产"),
    Step("见效"),
)
EVENTS = (
    Event(
        datetime(2026, 3, 12, 9, 30, tzinfo=SHANGHAI),
        "赵敏（县投资促进局）",
        "退回更正",
        why="银行回单与合同付款方不一致，请补充委托付款说明。",
        tone="red",
    ),
    Event(
        datetime(2026, 3, 10, 16, 5, tzinfo=SHANGHAI),
        "王丽（清溪镇）",
        "修改",
        (
            Change("总投资（万元）", "12,000.00", "15,000.00"),
            Change("投资方", "", "江东绿源食品股份有限公司"),
        ),
        holds_from=date(2026, 3, 1),
        tone="blue",
    ),
    Event(datetime(2026, 1, 16, 10, 0, tzinfo=SHANGHAI), "王丽（清溪镇）", "登记", tone="grey"),
)
FACTS = (
    Fact("项目名称", "年产三万吨冻干果蔬精深加工及冷链物流一体化项目（一期）", wide=True),
    Fact("投资方", "江东绿源食品股份有限公司", "91350100M000100Y43", "#"),
    Fact("总投资", "15,000.00 万元"),
    Fact("核实状态", verification_badge("pending")),
    Fact("签约日期", "2026-01-16"),
    Fact("计划投产", None),
)
FILES = (
    File(
        "清溪镇冻干果蔬项目投资协议书（盖章扫描件）.pdf",
        "#",
        "合同",
        2_480_113,
        DIGEST,
        "王丽",
        datetime(2026, 1, 16, 10, 2, tzinfo=SHANGHAI),
        verification_badge("verified"),
    ),
    File(
        "银行回单0312.jpg",
        "#",
        "银行回单",
        348_200,
        DIGEST,
        "王丽",
        datetime(2026, 3, 10, 16, 8, tzinfo=SHANGHAI),
        verification_badge("rejected"),
        "付款方与合同不一致",
    ),
)
CONFIRM = Confirm(
    "sample-withdraw",
    "撤回这个项目？",
    "撤回后它不再计入任何数字，历史和佐证仍保留。",
    "#",
    "撤回",
    danger=True,
    reason="撤回理由",
)
JOBS = (
    Job("/_style/job/", "2026年3月结账", "running", 3, 7, "正在写入台账快照"),
    Job("#", "导入到位资金", "failed", message="第 12 行“金额”列：不是数；应为：以万元为单位的数，如 120.5"),
    Job("#", "生成三月通报", "done", result=Link("查看通报", "#", "file-text")),
)
_MONTHS = ("1月", "2月", "3月", "4月", "5月", "6月")
LINES = Chart(
    "months",
    charts.lines(
        _MONTHS,
        {
            "今年": [Decimal(320), Decimal(410), Decimal("688.5"), Decimal(905), None, None],
            "去年同期": [280, 390, 520, 760, 980, 1105],
        },
        "万元",
    ),
    "到位资金逐月累计，与去年同期相比",
)
BARS = Chart(
    "units",
    charts.bars([unit[0] for unit in _UNITS], {"完成率": [Decimal(unit[4]) for unit in _UNITS]}, "%"),
    "各单位完成年度目标的百分比",
)
PROOF = Proof(DIGEST, "https://luoshi.example/verify/2026-03", "扫码或打开网址，可核对本期数字是否被改动。")
