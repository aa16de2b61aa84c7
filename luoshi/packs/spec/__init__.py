"""What a pack says, as frozen values: the vocabulary of ledgers, closed and small.

Nothing here reads files or knows Django. `compile` builds these values from YAML and
checks them; everything else only reads them. Keys are ASCII identifiers; labels are
what people see (`zh` always, `en` where given).
"""

from luoshi.packs.spec.basics import Key, Label, Level, Spec, Text, full_name
from luoshi.packs.spec.bulletins import Bulletin, Honours, Section, SectionKind, Signing
from luoshi.packs.spec.checks import Bar, Check, HonestyRule, Question, Within
from luoshi.packs.spec.fields import TEXTS, Field, FieldType, MoneyUnit
from luoshi.packs.spec.indicators import Indicator, Light, Ratio
from luoshi.packs.spec.ledger import Ledger, Verb, ledger_of
from luoshi.packs.spec.pack import Inspecting, Pack, RoleSpec
from luoshi.packs.spec.policies import Amount, Claim, Instalment, Policy, Requirement, Share
from luoshi.packs.spec.sheets import Against, Condition, Consequence, Group, Missing, Notice, Rule, Sheet
from luoshi.packs.spec.stages import (
    Asking,
    Blind,
    Deadline,
    Due,
    Followup,
    Gate,
    Kept,
    LightState,
    Limit,
    Needs,
    Numbering,
    PauseKind,
    Picture,
    Purpose,
    RecordLight,
    Reopening,
    Rung,
    Stage,
    Wait,
    Wanted,
)

__all__ = [
    "TEXTS",
    "Against",
    "Amount",
    "Asking",
    "Bar",
    "Blind",
    "Bulletin",
    "Check",
    "Claim",
    "Condition",
    "Consequence",
    "Deadline",
    "Due",
    "Field",
    "FieldType",
    "Followup",
    "Gate",
    "Group",
    "HonestyRule",
    "Honours",
    "Indicator",
    "Inspecting",
    "Instalment",
    "Kept",
    "Key",
    "Label",
    "Ledger",
    "Level",
    "Light",
    "LightState",
    "Limit",
    "Missing",
    "MoneyUnit",
    "Needs",
    "Notice",
    "Numbering",
    "Pack",
    "PauseKind",
    "Picture",
    "Policy",
    "Purpose",
    "Question",
    "Ratio",
    "RecordLight",
    "Reopening",
    "Requirement",
    "RoleSpec",
    "Rule",
    "Rung",
    "Section",
    "SectionKind",
    "Share",
    "Sheet",
    "Signing",
    "Spec",
    "Stage",
    "Text",
    "Verb",
    "Wait",
    "Wanted",
    "Within",
    "full_name",
    "ledger_of",
]
