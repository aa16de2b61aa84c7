"""What is filled in for a decision, a contract, a payment, a check: a form for each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from luoshi.grants import terms
from luoshi.grants.contracting import Terms
from luoshi.grants.diligence import SIDES
from luoshi.grants.policy import CHANGE, DILIGENCE, ITEM, MILESTONE, PROJECT, Paper
from luoshi.web.fields import choices, day_field, sent, text_field

Choices = Sequence[tuple[str, str]]


class _Paper(forms.FileField):
    """A file that proves something, of at most twenty megabytes."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found: UploadedFile[Any] | None = super().clean(data, initial)
        if not found:
            return None
        sent(found)
        return Paper(found.name or "", found.read())


def _money(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=6, **more)


class _Chosen(forms.Form):
    """A form with choices of the pack, asked for when a page is shown."""

    of: Sequence[tuple[str, str, str]] = ()
    """Field of the form, ledger, field of the ledger."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, ledger, field in self.of:
            chosen = self.fields[key]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = list(choices(ledger, field))


class Propose(forms.Form):
    title = forms.CharField(label=_("方案名称"), max_length=120)


class Line(forms.Form):
    """An application for an amount."""

    application = forms.ChoiceField(label=_("申报书"))
    amount = _money(_("拟资助"), help_text=_("万元"))
    why = text_field(_("理由"), 2, required=False, help_text=_("与评审排序或申请金额不同的必须写"))

    def __init__(self, *args: Any, applications: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["application"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(applications)


class Notice(forms.Form):
    phone = forms.CharField(label=_("受理电话"), max_length=30, help_text=_("公示在页面上，受理异议用"))


class Answer(forms.Form):
    verdict = forms.ChoiceField(
        label=_("处理意见"), widget=forms.RadioSelect,
        choices=[("upheld", _("成立，取消该项目")), ("rejected", _("不成立"))],
    )  # fmt: skip
    reply = text_field(_("答复"), 4, help_text=_("写核实的情况和依据"))


class Decide(forms.Form):
    number = forms.CharField(label=_("立项文号"), max_length=60)
    opinion = text_field(_("集体研究意见"), 4)
    paper = _Paper(label=_("立项文件"))


class Object(forms.Form):
    """A signed objection from outside, with a field that people do not see and programs fill in."""

    line = forms.ChoiceField(label=_("异议项目"))
    reason = text_field(_("异议理由"), 5, help_text=_("写明为什么、有什么证据，不少于10个字"))
    signed = forms.CharField(label=_("署名"), max_length=40, help_text=_("真实姓名；单位提出的写经办人"))
    phone = forms.CharField(label=_("联系电话"), max_length=30)
    website = forms.CharField(
        required=False, label=_("请留空"), widget=forms.TextInput(attrs={"tabindex": "-1"})
    )

    def __init__(self, *args: Any, lines: Choices, firms: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["line"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(lines)
        if firms:
            self.fields["unit"] = forms.ChoiceField(
                label=_("代表单位"), required=False, choices=[("", _("个人提出")), *firms]
            )
            self.order_fields(["unit"])


class Contract(forms.Form):
    """The terms of a contract, milestones and instalments a line each."""

    number = forms.CharField(label=_("任务书编号"), max_length=60)
    starts_on = day_field(_("实施起始日期"))
    ends_on = day_field(_("实施截止日期"))
    goals = text_field(_("里程碑"), 5, help_text=_("每行：日期 内容；中期检查的在后面写上“中期检查”"))
    parts = text_field(_("拨款计划"), 4, help_text=_("每行：日期 万元 凭第几个里程碑；首期不写里程碑"))
    backers = text_field(
        _("其他资金"),
        3,
        required=False,
        help_text=_("每行：来源 出资方 万元；如企业自筹、银行贷款、社会资本"),
    )

    def terms(self) -> Terms:
        """What was typed; raises what cannot be read."""
        said = self.cleaned_data
        return Terms(
            said["number"], said["starts_on"], said["ends_on"], terms.goals(said["goals"]),
            terms.parts(said["parts"]), terms.backers(said["backers"]),
        )  # fmt: skip


class Upload(forms.Form):
    paper = _Paper(label=_("文件"))


class Reported(forms.Form):
    text = text_field(_("完成情况"), 4)
    paper = _Paper(label=_("完成证明"))


class Check(_Chosen):
    of = (("verdict", MILESTONE, "verdict"),)
    verdict = forms.ChoiceField(label=_("核查结论"), widget=forms.RadioSelect)
    opinion = text_field(_("核查意见"))


class Release(forms.Form):
    basis = text_field(_("审核依据"), help_text=_("写明核查了什么：任务书、里程碑、票据"))


class Pay(forms.Form):
    paid_on = day_field(_("拨付日期"))
    voucher = forms.CharField(label=_("支付凭证号"), max_length=60)
    paper = _Paper(label=_("支付凭证"))


class Sure(forms.Form):
    """Nothing to fill in: the button is the answer."""


class Why(forms.Form):
    why = text_field(_("原因"))


class Back(forms.Form):
    amount = _money(_("金额"), help_text=_("万元"))
    voucher = forms.CharField(label=_("缴款凭证号"), max_length=60)
    paper = _Paper(label=_("缴款凭证"))


class Look(forms.Form):
    used = _money(_("已使用"), help_text=_("万元"))
    on_purpose = forms.BooleanField(label=_("专款专用"), required=False)
    found = text_field(_("回访情况"), 4)
    paper = _Paper(label=_("回访材料"))


class Raised(forms.Form):
    in_place = _money(_("到位金额"), help_text=_("万元"))
    on = day_field(_("到位日期"))
    paper = _Paper(label=_("到账凭证"))


class Wish(_Chosen):
    of = (("kind", CHANGE, "kind"),)
    kind = forms.ChoiceField(label=_("变更事项"))
    wants = text_field(_("申请内容和理由"), 4)
    ends_on = day_field(_("延期至"), required=False, help_text=_("延期时填"))
    leader = forms.CharField(label=_("新负责人"), max_length=40, required=False, help_text=_("换负责人时填"))
    paper = _Paper(label=_("盖章申请函"))


class Ruling(forms.Form):
    granted = forms.ChoiceField(
        label=_("审批"), widget=forms.RadioSelect, choices=[("yes", _("同意")), ("no", _("不同意"))]
    )
    opinion = text_field(_("审批意见"), 3, required=False, help_text=_("不同意的必须写"))


class Accept(_Chosen):
    of = (("verdict", PROJECT, "verdict"),)
    verdict = forms.ChoiceField(label=_("验收结论"), widget=forms.RadioSelect)
    spent = _money(_("科技经费支出"), help_text=_("万元；没有用完的要收回"))
    paper = _Paper(label=_("验收意见书"))


class Performance(forms.Form):
    sales = _money(_("新增销售收入"), help_text=_("万元"))
    tax = _money(_("新增税收"), help_text=_("万元"))
    jobs = forms.IntegerField(label=_("新增就业"), min_value=0)
    patents = forms.IntegerField(label=_("新增专利"), min_value=0)
    note = text_field(_("与目标对照"), 4)
    paper = _Paper(label=_("财务和业务证明"))


class Item(forms.Form):
    """An item of due diligence with its score."""

    item = forms.ChoiceField(label=_("调查项"))
    score = forms.IntegerField(
        label=_("评分（0—5）"), min_value=0, max_value=5, help_text=_("潜力越高越好，风险越高越差")
    )
    found = text_field(_("查到的情况"))
    paper = _Paper(label=_("依据"), required=False, help_text=_("没有依据的评分不计"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = dict(choices(ITEM, "side"))
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, f"{sides[SIDES[key]]} · {label}") for key, label in choices(ITEM, "item")]


class Conclude(_Chosen):
    of = (("advice", DILIGENCE, "advice"),)
    advice = forms.ChoiceField(label=_("建议"), widget=forms.RadioSelect)
    conclusion = text_field(_("结论"), 4)
