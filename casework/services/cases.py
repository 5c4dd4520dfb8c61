"""The spine: register a case, move it for its papers, say who is responsible for it and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import Case, CaseShare, Grid, LivingPeriod, ResponsiblePeriod, Situation
from casework.services.elders import Person, checked, open_case_of, person_key_of, refuse_duplicate, write_elder
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.runner import Outcome, System, perform, system

NAMED_ROLES = (Role.COMMUNITY_WORKER, Role.STREET_CLERK)
RESPONSIBLE_ROLES = (Role.COMMUNITY_WORKER, Role.GRID_WORKER)
TAKEN_OVER = frozenset({"ineligible", "declined"})


def levels_of(community: Region) -> dict[str, Region]:
    """Give the three level columns of a place, from its community up."""
    street = community.parent
    if community.level != "community" or street is None or street.parent is None:
        raise Refusal("住址要选到社区（村）", status=400, code="community")
    return {"district": street.parent, "street": street, "community": community}


def register_case(actor: Account | System, person: Person, *, predecessor: Case | None = None) -> Case:
    """Open the file of a person who has none; raises Refusal that names the street where one has not ended (I1)."""
    today = timezone.localdate()
    read = checked(person, today)
    key = person_key_of(read)
    existing = open_case_of(key)
    if existing is not None:
        raise refuse_duplicate(existing)
    with act(actor, "register_case"):
        new = Case(person_key=key, opened_on=today, predecessor=predecessor, **levels_of(read.community))
        try:
            with transaction.atomic():
                case: Case = perform(new, "register", actor=system(actor)).subject
        except Refusal as clash:
            # another desk may have registered the same person between our look and our write
            there = open_case_of(key)
            if there is None:
                raise
            raise refuse_duplicate(there) from clash
        write_elder(case, read)
        Situation.objects.create(case=case)
        LivingPeriod.objects.create(case=case, from_on=today, **levels_of(read.community))
        return case


def find_or_register(actor: Account | System, person: Person) -> Case:
    """Take up the resting case of a person turned away before, wherever it lies; else register one (D1 create: duplicate, or link it)."""
    read = checked(person, timezone.localdate())
    existing = open_case_of(person_key_of(read))
    if existing is None:
        return register_case(actor, read)
    if existing.state not in TAKEN_OVER:
        raise refuse_duplicate(existing)
    if existing.community_id != read.community.pk:
        with act(actor, "take_over_case", existing, reason="老人已搬来本社区"):
            settle_case(existing, read.community, on=timezone.localdate())
    return existing


def settle_case(case: Case, community: Region, *, on: date, grid: Grid | None = None) -> None:
    """Put a case in a community from a day on: level columns and living period together; runs inside the caller's act."""
    for name, region in levels_of(community).items():
        setattr(case, name, region)
    case.grid = grid
    case.save(update_fields=["district", "street", "community", "grid"])
    begin_living_period(case, on=on)


def begin_living_period(case: Case, *, on: date) -> None:
    """Close the open living period the day before and open one with the case's present place; the same day's is corrected in place."""
    place = {"district": case.district, "street": case.street, "community": case.community, "grid": case.grid}
    present = LivingPeriod.objects.filter(case=case, until_on__isnull=True).first()
    if present is not None and present.from_on >= on:
        for name, value in place.items():
            setattr(present, name, value)
        present.save()
        return
    if present is not None:
        present.until_on = on - timedelta(days=1)
        present.save(update_fields=["until_on"])
    LivingPeriod.objects.create(case=case, from_on=on, **place)


def move_case(case_id: int, name: str, *, actor: Account | System, changes: dict[str, object] | None = None, note: str = "") -> Outcome:
    """Move the spine for one of its papers; always as SYSTEM, for the actor who stays the author (I9)."""
    return perform(Case.objects.get(pk=case_id), name, actor=system(actor), changes=changes, note=note)


def assign_responsible(
    actor: Account | System, case: Case, worker: Account, *, grid: Grid | None = None, at: datetime | None = None
) -> Case:
    """Make one worker responsible, without a moment between the old one and the new (I3)."""
    now = at or timezone.now()
    if not _works_in(worker, case):
        raise Refusal(
            f"{worker.display_name}不是本社区的社区工作者或网格员",
            "从本社区的人员中选，或者请管理员先授予岗位",
            status=422,
            code="responsible",
        )
    with act(actor, "assign_responsible", case):
        locked: Case = Case.objects.select_for_update().get(pk=case.pk)
        if grid is not None and grid.community_id != locked.community_id:
            raise Refusal("网格不在本社区", status=400, code="grid")
        present = ResponsiblePeriod.objects.filter(case=locked, until_at__isnull=True).first()
        if present is None or present.worker_id != worker.pk:
            if present is not None:
                present.until_at = now
                present.save(update_fields=["until_at"])
            ResponsiblePeriod.objects.create(case=locked, worker=worker, worker_name=worker.display_name, from_at=now)
        grid_changed = grid is not None and grid.pk != locked.grid_id
        locked.responsible = worker
        locked.grid = grid or locked.grid
        locked.save(update_fields=["responsible", "grid"])
        if grid_changed:
            begin_living_period(locked, on=timezone.localdate())
        return locked


def _works_in(worker: Account, case: Case) -> bool:
    """Say whether the worker holds a fitting office at the case's community or above it."""
    places = {case.community_id, case.street_id, case.district_id}
    reach = reach_of(worker)
    return any(places & set(reach.region_ids(role)) for role in RESPONSIBLE_ROLES)


def restrict_case(actor: Account | System, case: Case, *, reason: str, named: Sequence[Account]) -> Case:
    """Close a case to all but the district and the people named (abuse, family conflict).

    Always a community worker and a street clerk of the place are among the named: nobody may be left without a visit (D0 I3).
    """
    if not reason.strip():
        raise Refusal("请写明限制查阅的原因", status=400, code="reason")
    held = {role for person in named for role in roles_at(person, case)}
    missing = [role.label for role in NAMED_ROLES if role not in held]
    if missing:
        raise Refusal(f"限制查阅的个案仍须有人负责，请指名本辖区的{'和'.join(missing)}", status=422, code="named")
    today = timezone.localdate()
    with act(actor, "restrict_case", case, reason=reason):
        case.is_restricted, case.restriction_reason = True, reason.strip()
        case.save(update_fields=["is_restricted", "restriction_reason"])
        for person in dict.fromkeys(named):
            CaseShare.objects.create(case=case, account=person, package=CaseShare.Package.CASE, from_on=today, reason=reason.strip()[:200])
    return case


def lift_restriction(actor: Account | System, case: Case, *, reason: str) -> Case:
    """Open a restricted case again to those whose place and office reach it; what was opened by name ends."""
    if not reason.strip():
        raise Refusal("请写明解除限制的原因", status=400, code="reason")
    yesterday = timezone.localdate() - timedelta(days=1)
    with act(actor, "lift_restriction", case, reason=reason):
        case.is_restricted, case.restriction_reason = False, ""
        case.save(update_fields=["is_restricted", "restriction_reason"])
        for share in CaseShare.objects.filter(case=case, package=CaseShare.Package.CASE, until_on__isnull=True):
            share.from_on, share.until_on = min(share.from_on, yesterday), yesterday
            share.save(update_fields=["from_on", "until_on"])
    return case
