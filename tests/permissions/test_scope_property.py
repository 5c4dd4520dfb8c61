"""The filter agrees with a second, slow reading over any tree, grants, periods, shares, versions and restrictions."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.acts import act
from permissions.access import explain, get_visible_or_404, held_at, is_visible, who
from permissions.models import Account, Organisation, OrganisationRole, Region, RegionRole
from permissions.roles import HeldAt, Role
from permissions.services import permission_of
from tests.factories.permissions import TESTER, account, organisation, region
from tests.permissions.fixture_app.models import Slip, SlipShare
from tests.permissions.oracle import Given, Person, sees

ROLES = (
    Role.CITY_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_CLERK, Role.COMMUNITY_WORKER, Role.AUDITOR, Role.GRID_WORKER, Role.PROVIDER,
    Role.SYSTEM_ADMIN,
)  # fmt: skip
DAYS = st.integers(-3, 3)


class World:
    """A random city: regions of uneven depth, two bodies, people with grants and shares, slips."""

    def __init__(self, draw: st.DataObject) -> None:
        self.draw, self.today = draw, timezone.localdate()
        self.city = region("city")
        self.districts = [region("district", self.city) for _ in range(2)]
        self.streets = [region("street", one) for one in self.districts for _ in range(self.pick(st.integers(1, 2)))]
        self.communities = [region("community", one) for one in self.streets for _ in range(self.pick(st.integers(1, 2)))]
        self.bodies = [organisation("provider", self.districts[0], is_active=self.pick(st.booleans())) for _ in range(2)]
        self.people = [(account(), Person()) for _ in range(3)]
        self.slips = [self.slip() for _ in range(self.pick(st.integers(1, 6)))]
        with act(TESTER, "set_the_scene"):
            for person in self.people:
                for _ in range(self.pick(st.integers(0, 3))):
                    self.give(*person)
                for _ in range(self.pick(st.integers(0, 1))):
                    self.share(*person)

    def pick(self, what: st.SearchStrategy) -> object:  # type: ignore[type-arg]
        return self.draw.draw(what)

    def place(self, region_: Region) -> dict[str, Region | None]:
        lineage = {one.level: one for one in region_.lineage}
        return {level: lineage.get(level) for level in ("district", "street", "community")}

    def slip(self) -> Slip:
        other = self.pick(st.sampled_from([None, *self.communities, *self.streets]))
        second = {f"other_{level}": one for level, one in self.place(other).items()} if other else {}
        return Slip.objects.create(
            **self.place(self.pick(st.sampled_from(self.communities))), **second,
            state=self.pick(st.sampled_from(["draft", "review", "closed"])), flow_version=self.pick(st.sampled_from([1, 2, 3])),
            is_restricted=self.pick(st.booleans()), organisation=self.pick(st.sampled_from([None, *self.bodies])),
        )  # fmt: skip

    def give(self, user: Account, person: Person) -> None:
        """Write a grant past the services, which would refuse the mixed offices that the filter must stand too."""
        role = self.pick(st.sampled_from(ROLES))
        at = self.pick(
            st.sampled_from(
                self.bodies if role.held_at == HeldAt.ORGANISATION else [self.city, *self.districts, *self.streets, *self.communities]
            )
        )
        first = self.today + timedelta(days=self.pick(DAYS))
        last = self.pick(st.one_of(st.none(), st.integers(0, 3).map(lambda days: first + timedelta(days=days))))
        taken_back = self.pick(st.sampled_from([False, False, False, True]))
        model = OrganisationRole if isinstance(at, Organisation) else RegionRole
        if model.objects.filter(user=user, content_object=at, valid_from_on=first, permission=permission_of(role, type(at))).exists():
            return
        model.objects.create(
            user=user, permission=permission_of(role, type(at)), content_object=at, valid_from_on=first, valid_until_on=last,
            revoked_at=timezone.now() if taken_back else None,
        )  # fmt: skip
        person.grants.append(Given(role, at, first, last, taken_back))

    def share(self, user: Account, person: Person) -> None:
        slip, first = self.pick(st.sampled_from(self.slips)), self.today + timedelta(days=self.pick(DAYS))
        last = self.pick(st.one_of(st.none(), st.integers(0, 3).map(lambda days: first + timedelta(days=days))))
        SlipShare.objects.create(slip=slip, account=user, from_on=first, until_on=last, reason="测试共享")
        if first <= self.today and (last is None or self.today <= last):
            person.shared_slips.add(slip.pk)


class TestTheFilter(TestCase):
    @given(st.data())
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_what_one_sees_is_what_the_plain_reading_says(self, data: st.DataObject) -> None:
        world = World(data)
        for user, person in world.people:
            expected = {slip.pk for slip in world.slips if sees(person, slip, world.today)}
            listed = set(Slip.objects.visible_to(user).values_list("pk", flat=True))
            assert listed == expected, (person, expected)
            for slip in world.slips:
                assert is_visible(user, slip) == explain(user, slip).visible == (slip.pk in expected)
                assert user.has_perm("view", slip) == (slip.pk in expected)
                if slip.pk in expected:
                    assert get_visible_or_404(Slip, user, slip.pk) == slip

    @given(st.data())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_those_who_are_named_as_seeing_are_those_who_see(self, data: st.DataObject) -> None:
        world = World(data)
        for slip in world.slips:
            named = {one.account.pk for one in who(slip)}
            assert named == {user.pk for user, person in world.people if sees(person, slip, world.today)}

    @given(st.data())
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def test_who_acts_somewhere_holds_the_office_there(self, data: st.DataObject) -> None:
        world = World(data)
        for user, person in world.people:
            for slip in world.slips:
                for one in held_at(user, slip):
                    mine = [
                        given for given in person.grants if given.role == one.role and given.at.pk == one.place_id and not given.taken_back
                    ]
                    assert any(given.first <= world.today and (given.last is None or world.today <= given.last) for given in mine)
