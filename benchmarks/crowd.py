"""A crowd of elders who live differently: alone or not, children near or far, assessed or not, and much that nobody has asked yet.

The town's elders are copies of one, which is right for pages and steps; a rule's impact depends on how people differ. Dice with a seed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, act
from benchmarks.town import Town
from casework.models import AbilityAssessment, Case, DisabilityCertificate, Elder, Relative, Situation, SpecialFamily
from casework.queries.eligibility_facts import known_facts
from workflows.policy.rules import thresholds
from workflows.rules.counting import answers
from workflows.rules.eligibility import GB_42195
from workflows.rules.unknown import Answer

BATCH = 2000
LIVES = (Situation, Relative, AbilityAssessment, DisabilityCertificate, SpecialFamily)


class Crowd:
    """Gives each of a town's elders a life of their own, and the categories that follow from it."""

    def __init__(self, town: Town, seed: int = 1) -> None:
        self.town, self.dice, self.today = town, random.Random(seed), timezone.localdate()
        self.streets = [town.office.town.street, town.office.town.next_street, town.office.town.far_street]

    def settle(self) -> None:
        """Write the lives of all elders who have none yet, set-based, a batch of memory at a time."""
        for ids in self._batches():
            rows: dict[type[Any], list[Any]] = {model: [] for model in LIVES}
            for pk in ids:
                self._live(pk, rows)
            with act(SYSTEM_ACTOR, "benchmark"):
                for model, made in rows.items():
                    model._base_manager.bulk_create(made, batch_size=400)
                self._age(ids)
            self._categorise(ids)

    def _batches(self) -> Iterator[list[int]]:
        after = self.town.first.pk
        while ids := list(Case.objects.filter(pk__gt=after, situation=None).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            yield ids
            after = ids[-1]

    def _live(self, pk: int, rows: dict[type[Any], list[Any]]) -> None:
        dice = self.dice
        alone = dice.random() < 0.7
        children = dice.choices((0, 1, 2, 3), (2, 4, 3, 1))[0]
        rows[Situation].append(
            Situation(
                case_id=pk, has_spouse=self._said(0.4), spouse_cohabits="yes", relatives_are_all=dice.random() < 0.8,
                has_carer=self._said(0.5), able_to_work=self._said(0.2), lives_independently="yes" if alone else "no",
                independent_since_on=self._day(900) if alone and dice.random() < 0.8 else None,
                is_assessed=self._said(0.3), has_certificate=self._said(0.2), is_single_child_family=self._said(0.3),
            )
        )  # fmt: skip
        rows[Relative] += [self._relative(pk, number) for number in range(children)]
        if dice.random() < 0.3:
            rows[AbilityAssessment].append(
                AbilityAssessment(case_id=pk, standard=GB_42195, level=dice.randint(0, 4), assessed_on=self._day(360), assessor="基准")
            )
        if dice.random() < 0.15:
            rows[DisabilityCertificate].append(
                DisabilityCertificate(case_id=pk, type=str(dice.randint(1, 7)), grade=dice.randint(1, 4), seen_on=self.today)
            )
        if dice.random() < 0.1:
            rows[SpecialFamily].append(
                SpecialFamily(case_id=pk, child_status=dice.choice(("alive", "disabled", "deceased")), told_on=self.today)
            )

    def _said(self, yes: float) -> str:
        """Answer yes with a chance; every eighth has not been asked."""
        if self.dice.random() < 0.125:
            return "unknown"
        return "yes" if self.dice.random() < yes else "no"

    def _day(self, back: int) -> date:
        return self.today - timedelta(days=self.dice.randint(0, back))

    def _relative(self, pk: int, number: int) -> Relative:
        away = self.dice.random() < 0.4
        street = None if away else self.dice.choice(self.streets)
        return Relative(
            case_id=pk, kind="child", name=f"子女{number + 1}", relation="20", told_on=self.today,
            cohabits="no" if away else self._said(0.2),
            lives_in_city="no" if away else "yes", left_since_on=self._day(400) if away else None, left_reason="work" if away else "",
            street=street, district=street.parent if street else None,
        )  # fmt: skip

    def _age(self, ids: list[int]) -> None:
        """Give every fortieth elder the same birthday: forty statements a batch instead of one an elder."""
        for rest in range(40):
            born = self.today - timedelta(days=365 * 55 + 370 * rest)
            Elder._base_manager.filter(case_id__in=ids[rest::40]).update(birth_on=born)

    def _categorise(self, ids: list[int]) -> None:
        """Write what holds by the plan onto the case, as a decision would."""
        limits, alike = thresholds(), defaultdict(list)
        for pk, known in known_facts(ids, self.today).items():
            (said,) = answers(known, limits)
            alike[tuple(key.value for key, answer in said.items() if answer is Answer.YES)].append(pk)
        for categories, same in alike.items():
            Case._base_manager.filter(pk__in=same).update(categories=list(categories))
