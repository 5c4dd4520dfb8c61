"""What the ledger form of annex 4 prints: plain values, no models. None means: not recorded, the box stays blank.

依据: 津民发〔2023〕35号 附件4; requirements R93-R108.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum


class Copy(Enum):
    """The two copies of a ledger; each office keeps one (R108)."""

    DISTRICT = ("第一联", "区级民政部门")
    STREET = ("第二联", "街道（乡镇）")

    @property
    def ordinal(self) -> str:
        return self.value[0]

    @property
    def holder(self) -> str:
        return self.value[1]


class SupportKind(StrEnum):
    """帮扶单位（组织）, in the order and the wording of the form."""

    PARTY_AND_GOVERNMENT = "党政机关、群团组织"
    STREET_AND_COMMITTEE = "街道（乡镇）、居（村）民委员会"
    ENTERPRISE = "企业"
    SOCIAL_ORGANISATION = "社会组织"
    SOCIAL_WORKER = "专业社会工作者"
    VOLUNTEER = "志愿者"
    OTHER = "其他"


class VisitMethod(StrEnum):
    """探访方式 as recorded; the form has four boxes, remote monitoring is ticked as 其他."""

    PHONE = "电话问候"
    HOME = "上门探访"
    ONLINE = "互联网音（视）频探访"
    OTHER = "其他"
    REMOTE = "远程监测"


class Change(StrEnum):
    """How a thing stands against the visit before."""

    SAME = "无变化"
    BETTER = "较好"
    WORSE = "较差"


class Safety(StrEnum):
    SAFE = "安全"
    FAIRLY_SAFE = "较安全"
    UNSAFE = "不安全"


class HouseholdChange(StrEnum):
    SAME = "无变化"
    MORE = "增加"
    FEWER = "减少"


class IllnessChange(StrEnum):
    SAME = "无变化"
    SEVERE = "严重"
    BETTER = "转好"


class SignatureMethod(StrEnum):
    """How somebody signed (G9)."""

    ON_SCREEN = "屏幕手写签名"
    ON_PAPER = "纸质签字"
    FINGERPRINT = "按指印"
    ORAL = "口头确认"
    PROXY = "代签"
    REFUSED = "拒绝签字"
    SEAL = "盖章"


class Satisfaction(StrEnum):
    VERY_SATISFIED = "非常满意"
    SATISFIED = "满意"
    NEUTRAL = "一般"
    DISSATISFIED = "不满意"
    NOT_STATED = "未表态"


@dataclass(frozen=True)
class Address:
    """Where the elder lives; names as the office writes them (河西区, 大营门街道, 台北路社区)."""

    district: str
    street: str
    community: str
    detail: str = ""


@dataclass(frozen=True)
class ElderBasics:
    """Section 一. `living_alone_or_empty_nest` is one box for two categories (G2)."""

    address: Address | None = None
    lives_at_hukou: bool | None = None
    name: str | None = None
    phone: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    is_disabled: bool | None = None
    disability_card_number: str | None = None
    living_alone_or_empty_nest: bool | None = None
    left_behind: bool | None = None
    functionally_impaired: bool | None = None
    special_family: bool | None = None


@dataclass(frozen=True)
class FamilyMember:
    """One row of section 二; the head of the household is the first."""

    name: str | None = None
    sex: str | None = None
    id_number: str | None = None
    relation_to_head: str | None = None
    health: str | None = None
    assistance_status: str | None = None  # 否, 低保对象, 特困人员


@dataclass(frozen=True)
class Benefit:
    """A pension, assistance or allowance received each month."""

    kind: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class LivingConditions:
    """Section 三."""

    water: str | None = None
    electricity: str | None = None
    housing: str | None = None
    monthly_income: Decimal | None = None
    benefits: tuple[Benefit, ...] = ()
    benefits_note: str = ""


@dataclass(frozen=True)
class SupportReceived:
    """Section 四. Several helpers share the one row; what each does is a line of `measures`."""

    kinds: frozenset[SupportKind] | None = None
    other: str = ""
    persons: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """Who signed and how; `image` is a PNG of what was written on the screen."""

    name: str
    method: SignatureMethod | None = None
    witness: str = ""
    reason: str = ""
    image: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class VisitSheet:
    """Section 五, once a visit. A number is given once and never again; an annulled visit keeps it (R98)."""

    number: int | None = None
    visited_on: date | None = None
    methods: tuple[VisitMethod, ...] = ()
    method_note: str = ""
    household: HouseholdChange | None = None
    household_persons: int | None = None
    expression: Change | None = None
    mobility: Change | None = None
    illness: IllnessChange | None = None
    illness_name: str = ""
    mood: Change | None = None
    gas: Safety | None = None
    plumbing: Safety | None = None
    electrical: Safety | None = None
    fire: Safety | None = None
    personal_hygiene: Change | None = None
    home_hygiene: Change | None = None
    indoor: Change | None = None
    needs: str | None = None
    suggestions: str | None = None
    visitor: Signature | None = None
    elder: Signature | None = None
    recorder: Signature | None = None
    recorded_on: date | None = None
    is_late_entry: bool = False
    is_annulled: bool = False
    annulment_note: str = ""


@dataclass(frozen=True)
class CareSheet:
    """Section 六, once a care service, with a run of numbers of its own."""

    number: int | None = None
    served_on: date | None = None
    description: str | None = None
    worker: Signature | None = None
    signed_on: date | None = None
    satisfaction: Satisfaction | None = None
    satisfaction_note: str = ""
    is_late_entry: bool = False
    is_annulled: bool = False
    annulment_note: str = ""


@dataclass(frozen=True)
class LedgerContent:
    """A ledger as it stood on the day in its heading."""

    header_on: date | None = None
    ledger_number: str = ""
    basics: ElderBasics = ElderBasics()
    family: tuple[FamilyMember, ...] = ()
    conditions: LivingConditions = LivingConditions()
    support: SupportReceived = SupportReceived()
    visits: tuple[VisitSheet, ...] = ()
    care: tuple[CareSheet, ...] = ()

    @property
    def is_blank(self) -> bool:
        return self == LedgerContent()
