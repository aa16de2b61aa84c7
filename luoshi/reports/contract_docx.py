"""科技计划项目任务书: the contract of a project as Word, with its milestones and payments, to be signed."""

from __future__ import annotations

from typing import Any

from luoshi.grants import queries
from luoshi.grants.policy import MONEY
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.language import speaking
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.reports import official
from luoshi.units import queries as units


@speaking("zh")
def render(actor: Actor, number: int) -> bytes:
    """The contract of a project that the actor sees, as docx; refused before its terms are drawn up."""
    found = queries.project(actor, number)
    if not found.values["contract_no"]:
        raise InputError("任务书还没有拟定", hint="由科技管理员先写里程碑和拨款计划")
    document = official.new("科技计划项目任务书")
    official.body(document, f"编号：{found.values['contract_no']}", size=14, right=True)
    official.heading(document, "一、项目")
    official.table(document, ("项目", "内容"), _project(found), (40, 116))
    official.heading(document, "二、考核指标")
    official.body(document, str(found.values["goals"] or "按申报书执行。"))
    goals = queries.milestones(found)
    official.heading(document, "三、里程碑")
    official.table(
        document, ("序号", "类别", "内容", "完成时限"), [_goal(one) for one in goals], (14, 26, 72, 44)
    )
    official.heading(document, "四、经费和拨付")
    official.body(document, f"财政科技经费{found.values['funds']}万元，分期拨付：")
    parts = [_part(one, {each.ref.id: each.title for each in goals}) for one in queries.instalments(found)]
    official.table(document, ("期次", "金额（万元）", "凭据", "计划日期"), parts, (18, 32, 62, 44))
    others = records.beneath(MONEY, number)
    if others:
        official.body(document, "其他资金：")
        official.table(
            document, ("来源", "出资方", "金额（万元）"), [_other(one) for one in others], (36, 80, 40)
        )
    official.heading(document, "五、约定")
    for line in _TERMS:
        official.body(document, line)
    _signatures(document, found)
    return official.saved(document)


_TERMS = (
    "1．经费专款专用，单独核算；每次拨付后半年内由甲方回访资金使用情况，回访没有完成的不再拨付。",
    "2．里程碑完成后由乙方附证明报送，甲方核查通过后按计划拨付；核查不通过的限期整改一次。",
    "3．需要延期、更换负责人、调整预算或内容的，乙方在到期前书面申请，经甲方同意后变更。",
    "4．到期由专家组验收；没有用完的财政经费由甲方收回；逾期不验收的，乙方不得申报新的项目。",
    "5．验收后满一年、满三年，乙方报送销售、税收、就业和专利等绩效数据及证明。",
)
"""What both sides agree to, as the site itself enforces it."""


def _project(found: Record) -> list[tuple[str, str]]:
    said = found.values
    domain = found.spec.fields["domain"].choices.get(str(said["domain"] or ""))
    rows = [
        ("项目名称", found.title),
        ("承担单位（乙方）", f"{said['host']}（{found.row['host_code'] or '统一社会信用代码：'}）"),
        ("项目负责人", str(said["leader"] or "")),
        ("技术领域", domain.zh if domain else ""),
        ("立项文号", str(said["approval_no"] or "")),
        ("实施期限", f"{official.day(said['starts_on'])}至{official.day(said['ends_on'])}"),
    ]
    return [row for row in rows if row[1]]


def _goal(one: Record) -> tuple[str, ...]:
    kind = one.spec.fields["kind"].choices[one.values["kind"]].zh
    return (str(one.values["number"]), kind, one.title, official.day(one.values["due_on"]))


def _part(one: Record, upon: dict[int, str]) -> tuple[str, ...]:
    basis = upon.get(int(one.values["milestone"] or 0), "签订任务书")
    return (one.title, str(one.values["amount"]), basis, official.day(one.values["planned_on"]))


def _other(one: Record) -> tuple[str, ...]:
    kind = one.spec.fields["kind"].choices[one.values["kind"]].zh
    return (kind, one.title, str(one.values["agreed"]))


def _signatures(document: Any, found: Record) -> None:
    official.body(document, "", indent=False, size=10)
    above = queries.call_of_project(found)
    sides = (("甲方", units.names().get(above.unit, "")), ("乙方", str(found.values["host"])))
    for side, name in sides:
        official.body(document, f"{side}（盖章）：{name}", size=14)
        official.body(document, f"负责人签字：{official.BLANK * 4}　{official.day(None)}", size=14)
