"""Code lists of the ledger (annex 4); exchange codes stand in the policy files."""

from django.db import models

from workflows.rules.categories import Category

CATEGORY_CHOICES = [(category.value, category.label) for category in Category]


class Answer(models.TextChoices):
    """A fact that may not be known yet; what is unknown is never a no."""

    YES = "yes", "是"
    NO = "no", "否"
    UNKNOWN = "unknown", "不清楚"


class Verdict(models.TextChoices):
    """What the eligibility rule answers for a category."""

    YES = "yes", "符合"
    NO = "no", "不符合"
    TO_VERIFY = "to_verify", "待核实"


class Sex(models.TextChoices):
    """GB/T 2261.1: the two codes the ledger prints; the rest are for other papers."""

    UNKNOWN = "0", "未知的性别"
    MALE = "1", "男"
    FEMALE = "2", "女"
    NOT_STATED = "9", "未说明的性别"


class DocumentKind(models.TextChoices):
    """Which paper shows who the elder is; an elder without a resident number is not turned away."""

    RESIDENT_ID = "resident_id", "居民身份证"
    HONG_KONG_MACAO = "hong_kong_macao", "港澳居民证件"
    TAIWAN = "taiwan", "台湾居民证件"
    PASSPORT = "passport", "护照或外国人居留证件"
    OTHER = "other", "其他证件"
    NONE = "none", "暂无证件"


class Marital(models.TextChoices):
    """GB/T 2261.2, as far as the eligibility rule asks."""

    UNMARRIED = "unmarried", "未婚"
    MARRIED = "married", "有配偶"
    WIDOWED = "widowed", "丧偶"
    DIVORCED = "divorced", "离婚"
    UNKNOWN = "unknown", "不清楚"


class AidStatus(models.TextChoices):
    """附件4 二: 是否为低保对象、特困人员."""

    NONE = "none", "否"
    MINIMUM_LIVING_ALLOWANCE = "minimum_living_allowance", "低保对象"
    EXTREME_POVERTY_SUPPORT = "extreme_poverty_support", "特困人员"


class Willingness(models.TextChoices):
    """接受探访关爱服务意愿 (R2): apart from the consent to use of data."""

    AGREES = "agrees", "愿意"
    REFUSES = "refuses", "不愿意"
    UNABLE = "unable", "本人无法表达"
    WITHDRAWN = "withdrawn", "撤回"
    NOT_ASKED = "not_asked", "未询问"


class Safety(models.TextChoices):
    """附件4 三: three boxes that the form leaves blank."""

    SAFE = "safe", "安全"
    UNSAFE = "unsafe", "不安全"
    UNKNOWN = "unknown", "未查看"


class Source(models.TextChoices):
    """Where a fact comes from."""

    ELDER = "elder", "老人自述"
    FAMILY = "family", "家属陈述"
    NEIGHBOUR = "neighbour", "邻里反映"
    SEEN = "seen", "现场查看"
    DOCUMENT = "document", "证件材料"
    POLICE = "police", "公安数据"
    HEALTH = "health", "卫生健康部门"
    DISABLED_FEDERATION = "disabled_federation", "残联"
    CIVIL_AFFAIRS = "civil_affairs", "民政数据"
    OTHER = "other", "其他"


class SignatureMethod(models.TextChoices):
    """How an elder says yes (G9)."""

    HANDWRITTEN = "handwritten", "手写签名"
    PAPER_PHOTO = "paper_photo", "纸质签字拍照"
    FINGERPRINT = "fingerprint", "按指印"
    ORAL = "oral", "口头确认并有见证人"
    REFUSED = "refused", "拒绝签字"
