"""The facts of referrals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from casework.models import Consent, Referral
from casework.queries.district_codes import district_codes
from permissions.models import Organisation
from workflows.effects import UNSAVED, facts_loader
from workflows.flows.referral import ReferralFacts
from workflows.policy import number

UNDER_WAY = ("sent", "received", "accepted", "in_service", "on_hold")


@facts_loader("referral")
def load_referral_facts(referrals: Sequence[Referral], on: date) -> dict[int, ReferralFacts]:
    """Load the facts in five queries however many referrals there are."""
    codes = district_codes(referrals)
    scopes = scopes_of({one.case_id for one in referrals}, on)
    receivers = Organisation.objects.in_bulk({one.organisation_id for one in referrals if one.organisation_id})
    served = {key: set(regions) for key, regions in _served(receivers).items()}
    rows = Referral.objects.filter(organisation_id__in=receivers, state__in=UNDER_WAY).exclude(pk__in=[one.pk for one in referrals])
    load = Counter(rows.values_list("organisation_id", flat=True))
    found = {}
    for one in referrals:
        receiver = receivers.get(one.organisation_id or 0)
        found[one.pk or UNSAVED] = ReferralFacts(
            need_is_described=bool(one.need_text.strip() and one.need_kind),
            consent_scopes=scopes.get(one.case_id, frozenset()),
            provider_can_serve=receiver is not None and _can_serve(receiver, one, served.get(receiver.pk, set()), load[receiver.pk]),
            is_funded=one.is_funded,
            officer_has_signed=one.signed_by_id is not None,
            receiver_is_active=receiver is not None and receiver.is_active,
            submitted_by=one.submitted_by_id,
            delivered_by=one.delivered_by_id,
            times_re_referred=one.times_re_referred,
            re_referrals_allowed=number("referral_re_referrals", codes[one.district_id], on=on),
            satisfaction_is_recorded=bool(one.satisfaction and one.solved),
        )
    return found


def _served(receivers: dict[int, Organisation]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for organisation_id, region_id in Organisation.serves.through.objects.filter(organisation_id__in=receivers).values_list(
        "organisation_id", "region_id"
    ):
        found.setdefault(organisation_id, set()).add(region_id)
    return found


def _can_serve(receiver: Organisation, referral: Referral, regions: set[int], busy: int) -> bool:
    """Of the needed kind (none named serves all), in the elder's area, with room left."""
    kind = not receiver.needs_served or referral.need_kind in receiver.needs_served
    places = {referral.community_id, referral.street_id, referral.district_id}
    area = bool(places & (regions or {receiver.region_id}))
    return kind and area and (receiver.capacity == 0 or busy < receiver.capacity)


def scopes_of(case_ids: set[int], on: date) -> dict[int, frozenset[str]]:
    """Find what each elder has consented to, as of a day: the newest consent of a case decides."""
    found: dict[int, frozenset[str]] = {}
    for consent in Consent.objects.filter(case_id__in=case_ids, given_on__lte=on).order_by("case_id", "version"):
        found[consent.case_id] = frozenset(consent.scopes) if consent.revoked_on is None else frozenset()
    return found


def fitting_providers(referral: Referral) -> list[Organisation]:
    """List the active organisations that can take this need now, the least busy first."""
    rows = Organisation.objects.filter(is_active=True, kind__in=("provider", "clinic", "volunteers", "social_work_station"))
    places = (referral.community_id, referral.street_id, referral.district_id)
    rows = rows.filter(Q(serves__in=places) | Q(region_id__in=places)).distinct()
    load = Counter(Referral.objects.filter(organisation__in=rows, state__in=UNDER_WAY).values_list("organisation_id", flat=True))
    served = _served({one.pk: one for one in rows})
    fitting = [one for one in rows if _can_serve(one, referral, served.get(one.pk, set()), load[one.pk])]
    return sorted(fitting, key=lambda one: (load[one.pk], one.name))
