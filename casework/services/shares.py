"""Opening a package of a case to an account or an organisation, and ending it; each is part of the act that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from casework.models import CaseShare
from permissions.models import Account, Organisation
from workflows.models import Subject


def open_share(
    subject: Subject,
    package: str,
    *,
    case_id: int,
    on: date,
    until: date | None,
    reason: str,
    account: Account | int | None = None,
    organisation: Organisation | int | None = None,
    fields: Sequence[str] = (),
) -> CaseShare:
    """Open the package to one holder; the same holder's open share is prolonged, not doubled."""
    account_id = account.pk if isinstance(account, Account) else account
    organisation_id = organisation.pk if isinstance(organisation, Organisation) else organisation
    open_now = CaseShare.objects.filter(subject_kind=subject.flow_key, subject_id=subject.pk, until_on__gte=on)
    present: CaseShare | None = next(
        (one for one in open_now if (one.account_id, one.organisation_id) == (account_id, organisation_id)), None
    )
    if present is not None:
        present.until_on, present.fields = until, list(fields) or present.fields
        present.save(update_fields=["until_on", "fields"])
        return present
    made: CaseShare = CaseShare.objects.create(
        case_id=case_id, account_id=account_id, organisation_id=organisation_id, package=package, subject_kind=subject.flow_key,
        subject_id=subject.pk, from_on=on, until_on=until, reason=reason, fields=list(fields),
    )  # fmt: skip
    return made


def end_shares(subject: Subject, *, on: date) -> int:
    """End what was opened for this paper: from this moment on its holders see it no more."""
    rows = [
        one
        for one in CaseShare.objects.filter(subject_kind=subject.flow_key, subject_id=subject.pk)
        if one.until_on is None or one.until_on >= on
    ]
    for row in rows:
        # the day before: a share in force counts its last day
        row.until_on = on - timedelta(days=1)
        row.from_on = min(row.from_on, row.until_on)
        row.save(update_fields=["until_on", "from_on"])
    return len(rows)
