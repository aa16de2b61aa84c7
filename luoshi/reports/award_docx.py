"""What follows from a year's results as Word files: commendations, notices of talks, answers given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.assessment import course
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import Locked
from luoshi.kernel.language import speaking
from luoshi.kernel.numbers import show
from luoshi.ledgers.records import Record
from luoshi.reports import official
from luoshi.units import queries as units

TITLES = {
    "commend": "关于表彰{target}的通报",
    "bonus": "考核奖金兑现通知",
    "talk": "约谈通知书",
    "account": "问责建议书",
    "criticism": "关于对{target}通报批评的决定",
}
"""What the letter of each kind of award is called."""


@dataclass(frozen=True)
class Letter:
    """A short official letter: to whom, what it says, from whom and when."""

    title: str
    to: str
    paragraphs: tuple[str, ...]
    issuer: str
    day: date

    @property
    def name(self) -> str:
        """What its file is called, without the ending."""
        return f"{self.title}（{self.to}）"


@speaking("zh")
def award_letter(actor: Actor, number: int, record: int) -> Letter:
    """The letter of an approved award or measure that the actor may read."""
    found, one = course.whole(actor, number), course.award(actor, number, record)
    if not course.stands(one):
        raise Locked("这条奖惩还没有批准，或已撤销", hint="领导批准后再打印")
    names = units.names()
    target, host = names[str(one.values["target"])], names[course.host(found)]
    kind = str(one.values["kind"])
    said = _body_of(kind, one, target, f"{found.run.year}年度{found.label}")
    day = one.stage_days.get("approved") or actor.today()
    return Letter(TITLES[kind].format(target=target), target, said, f"{host}考核办公室", day)


def _body_of(kind: str, one: Record, target: str, assessment: str) -> tuple[str, ...]:
    """The letter's paragraphs: what was found, on what it rests, and what is to be done."""
    title, basis = str(one.values["title"]), str(one.values["basis"])
    start = f"{assessment}结果已经公示并定稿。{basis}。"
    match kind:
        case "commend":
            asked = f"经研究，决定授予{target}“{title}”称号，予以通报表彰。请再接再厉，带动各单位比学赶超。"
        case "bonus":
            amount = show(one.values["amount"], 2)
            asked = f"经研究，决定给予{target}“{title}”奖金{amount}万元。请凭本通知到财政部门办理拨付。"
        case "talk":
            asked = (
                f"经研究，决定就“{title}”约谈{target}主要负责人。请于收到本通知之日起5个工作日内，"
                "带书面情况说明和整改措施到考核办公室接受约谈；具体时间另行电话通知。"
            )
        case "account":
            asked = f"经研究，建议就“{title}”对{target}有关责任人按规定启动问责程序，处理结果及时反馈。"
        case _:
            asked = f"经研究，决定就“{title}”对{target}予以通报批评。请认真整改，一个月内报送整改情况。"
    return start, asked


@speaking("zh")
def answer_letter(actor: Actor, number: int, record: int) -> Letter:
    """The answer to an objection, for whoever signed it."""
    found, one = course.whole(actor, number), course.objection(actor, number, record)
    if one.stage != "answered":
        raise Locked("这条异议还没有答复", hint="由考核员答复后再打印")
    names, said = units.names(), one.values
    spec = one.spec.fields["decision"].choices
    about, item = names[str(said["about"])], said["item"] or "总分"
    asked = (
        f"您于{_day(said['filed_on'])}就{found.run.year}年度{found.label}公示结果中{about}的“{item}”"
        f"提出的异议（编号{said['number']}）收悉。经核实，处理意见为：异议{spec[said['decision']].zh}。"
    )
    paragraphs = [asked, f"理由：{str(said['answer']).rstrip('。')}。"]
    if said["change"]:
        paragraphs.append(f"据此更正：{said['change']}。更正情况已在公示页说明。")
    paragraphs.append("感谢您对考核工作的监督。")
    host = names[course.host(found)]
    to = names.get(str(said["filing_unit"] or ""), "") or str(said["signed"])
    return Letter("考核异议答复书", to, tuple(paragraphs), f"{host}考核办公室", said["answered_on"])


def render(letter: Letter) -> bytes:
    """The letter as docx, in the form of an official document."""
    document = official.new(letter.title)
    official.body(document, f"{letter.to}：", indent=False)
    for words in letter.paragraphs:
        official.body(document, words)
    for words in ("", f"{letter.issuer}（盖章）", _day(letter.day)):
        official.body(document, words, right=True)
    return official.saved(document)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
