"""个案: the elder's file, one per person and period of care; the spine to which every paper belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from audit.acts import acts_ended, current
from audit.history import facts_history
from casework.models.choices import Willingness
from permissions.access import roles_at
from permissions.colleagues import HeldShare
from permissions.models import Region
from permissions.roles import Role
from permissions.scope import Reach, reach_of
from workflows.by_district import by_district
from workflows.calendar import working_calendar
from workflows.flows.case import ENDED, IN_SERVICE, CaseFlow
from workflows.models import STATE_COLUMNS, Subject
from workflows.policy import deadline
from workflows.rules.categories import Category

OPENS_THE_CASE = ("case", "visit", "intervention", "incident")
PACKAGE_ROLES = {"visit": "visitor", "intervention": "social_worker", "referral": "provider"}


class Case(Subject):
    """Spine of the file: moved by the effects of the other flows only, never by a person (`依据: 35号 二(二)三`)."""

    workflow: ClassVar[type[Any]] = CaseFlow

    number = models.CharField("台账编号", max_length=24, unique=True, null=True, blank=True)
    person_key = models.CharField("本人标识", max_length=80, help_text="证件号码的密钥索引；没有证件的用临时标识", editable=False)
    opened_on = models.DateField("登记日期")
    ledger_on = models.DateField("台账日期", null=True, blank=True)
    enrolled_on = models.DateField("备案日期", null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="负责人"
    )
    grid = models.ForeignKey("casework.Grid", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="网格")
    usual_visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="常任探访人员"
    )
    capacity_exception = models.CharField("暂无探访人员的原因", max_length=200, blank=True)
    is_restricted = models.BooleanField("限制查阅", default=False)
    restriction_reason = models.CharField("限制查阅的原因", max_length=200, blank=True)
    willingness = models.CharField("服务意愿", max_length=12, choices=Willingness, default=Willingness.NOT_ASKED)
    declined_on = models.DateField("表示不愿意的日期", null=True, blank=True)
    ask_again_on = models.DateField("再次征询日期", null=True, blank=True)
    screen_again_on = models.DateField("再次摸排日期", null=True, blank=True)
    categories = models.JSONField("现有类别", default=list, blank=True, help_text="由类别期间得出，供列表显示")
    foreseen_on = models.DateField("类别将变日期", null=True, blank=True, help_text="情况不变时，规则的结论从这一天起不同")
    foreseen = models.CharField("类别将变", max_length=80, blank=True)
    extra_visits = models.PositiveSmallIntegerField("每月增加探访次数", default=0)
    first_frequency = models.JSONField("首次核定频次", default=dict, blank=True)
    last_reviewed_on = models.DateField("上次更新日期", null=True, blank=True)
    next_review_on = models.DateField("下次更新日期", null=True, blank=True)
    died_on = models.DateField("去世日期", null=True, blank=True)
    obligations_end_on = models.DateField("探访义务截止日", null=True, blank=True)
    closed_on = models.DateField("结案日期", null=True, blank=True)
    closure_reason = models.CharField("结案原因", max_length=40, blank=True)
    retention_class = models.CharField("保管期限", max_length=12, blank=True)
    retention_from_on = models.DateField("保管期限起算日", null=True, blank=True)
    retention_until_on = models.DateField("保管期满日", null=True, blank=True)
    predecessor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors", verbose_name="前一个案"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_cases", verbose_name="并入的个案"
    )

    history = facts_history(excluded_fields=STATE_COLUMNS)

    class Meta:
        verbose_name = "个案"
        verbose_name_plural = verbose_name
        constraints = [
            # I1: at most one case of a person that has not ended, city-wide
            models.UniqueConstraint(fields=["person_key"], condition=~Q(state__in=sorted(ENDED)), name="one_open_case_a_person"),
            models.CheckConstraint(condition=Q(willingness__in=Willingness.values), name="case_willingness_known"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("opened_on")), name="case_closed_after_opened"
            ),
        ]
        indexes = [
            models.Index(fields=["person_key"], name="case_person"),
            models.Index(fields=["state", "next_review_on"], name="case_next_review"),
            models.Index(fields=["responsible", "state"], name="case_responsible"),
            models.Index(fields=["community", "grid", "state"], name="case_grid"),
            models.Index(fields=["community", "foreseen_on"], name="case_foreseen"),
        ]

    def __str__(self) -> str:
        return self.number or f"个案{self.pk}"

    @property
    def chain_key(self) -> str:
        return f"case:{self.pk}"

    @property
    def case_id(self) -> int | None:
        """Let a case stand where its papers stand: its own id."""
        return self.pk

    @property
    def category_labels(self) -> str:
        return "、".join(Category(key).label for key in self.categories)

    @classmethod
    def shares_condition(cls, reach: Reach, on: date) -> Q:
        """Open what is shared by name (a referral's package opens itself, not the case), and to the community those closed lately."""
        found = Q(pk__in=shared_case_ids(reach, *OPENS_THE_CASE), state__in=sorted(IN_SERVICE))
        places = reach.region_ids(Role.COMMUNITY_WORKER)
        if places:
            here = Q(community_id__in=places) | Q(street_id__in=places) | Q(district_id__in=places)
            found |= here & Q(state="closed", is_restricted=False) & _closed_lately(reach, on)
        return found

    @classmethod
    def papers_shared(cls, papers: type[Subject], reach: Reach) -> Q | None:
        """Open the papers of a shared case: what one's offices read where it is shared by name, else what the share's role reads."""
        named = shared_case_ids(reach, "case")
        found = Q(case_id__in=named) & papers.read_by(reach.roles) if named else None
        for package, role in PACKAGE_ROLES.items():
            ids = shared_case_ids(reach, package) if package != "referral" and Role(role) in reach.roles else ()
            if ids:
                opened = Q(case_id__in=ids) & papers.read_by(frozenset({Role(role)}))
                found = opened if found is None else found | opened
        return found

    def share_roles(self, reach: Reach) -> frozenset[str]:
        """Name what a share in force gives a person on this case; "case" opens it though it is restricted."""
        return frozenset(PACKAGE_ROLES.get(one.package, one.package) for one in _shares_of(reach, case_id=self.pk))

    def shares_in_force(self) -> tuple[HeldShare, ...]:
        """List what shares give on this case, and to whom: the same that `share_roles` says of one person."""
        share: Any = Case._meta.get_field("caseshares").related_model
        rows = share.objects.filter(share.live(timezone.localdate()), case_id=self.pk).order_by("pk")
        found = rows.values_list("account_id", "organisation_id", "package")
        return tuple(HeldShare(account, body, PACKAGE_ROLES.get(package, package)) for account, body, package in found)

    def may_reveal(self, user: Any, field: str) -> bool:
        """Say whether a person may have a sensitive field opened: by office in this state, or by a share that names the field."""
        if roles_at(user, self) & frozenset(self.state_definition().reveal):
            return True
        reach = reach_of(user)
        return any(field in one.fields for one in _shares_of(reach, case_id=self.pk))


def _closed_lately(reach: Reach, on: date) -> Q:
    """Narrow to what closed no longer ago than its district lets the community look (a year); literals, as `shared_case_ids` says."""

    def within(codes: Sequence[str]) -> Q:
        kept = vars(reach).setdefault("_districts", {})
        if tuple(codes) not in kept:
            rows = Region.objects.filter(level=Region.Level.DISTRICT, code__in=codes).order_by("pk")
            kept[tuple(codes)] = list(rows.values_list("pk", flat=True))
        return Q(district_id__in=kept[tuple(codes)])

    calendar = working_calendar()
    return by_district(lambda code: Q(closed_on__gte=deadline("closure_community_sight", code).before(on, calendar)), within=within)


@dataclass(frozen=True)
class _Share:
    """What a share in force opens."""

    case_id: int
    package: str
    fields: tuple[str, ...]


def shared_case_ids(reach: Reach, *packages: str) -> tuple[int, ...]:
    """Name the cases shared with a person, as literals: a subquery inside the OR of a scope would keep every index from being used."""
    narrowed = {"package__in": packages} if current() is not None else {}
    return tuple(dict.fromkeys(one.case_id for one in _shares_of(reach, **narrowed) if one.package in packages))


def _shares_of(reach: Reach, **narrowed: Any) -> tuple[_Share, ...]:
    """Read what is shared with a person once, for as long as no act has ended since: a page asks for it some twenty times.

    Inside an act the database is asked each time, since the act itself may open or end a share, or be taken back.
    """
    if reach.account_id is None:
        return ()
    if current() is not None:
        return _read(reach, **narrowed)
    today, kept = timezone.localdate(), vars(reach)  # beside the grants, on the object that lives as long as the request
    if kept.get("_shared_since") != (acts_ended(), today):
        kept["_shared"], kept["_shared_since"] = _read(reach), (acts_ended(), today)
    found: tuple[_Share, ...] = kept["_shared"]
    case_id = narrowed.get("case_id")
    return found if case_id is None else tuple(one for one in found if one.case_id == case_id)


def _read(reach: Reach, **narrowed: Any) -> tuple[_Share, ...]:
    share: Any = Case._meta.get_field("caseshares").related_model
    held = Q(account_id=reach.account_id) | Q(organisation_id__in=sorted(reach.organisation_ids()))
    rows = share.objects.filter(share.live(timezone.localdate()), held, **narrowed).order_by("pk")
    return tuple(_Share(case_id, package, tuple(fields)) for case_id, package, fields in rows.values_list("case_id", "package", "fields"))
