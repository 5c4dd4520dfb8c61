"""Tianjin's tree: 16 districts, 299 streets, 5,617 communities, loaded in one act and only once."""

import pytest
from django.db.models import Count

from audit.models import Entry
from permissions.models import Region
from permissions.regions import load_regions, rows

pytestmark = pytest.mark.django_db


def test_the_tree_is_whole_and_a_second_run_changes_nothing() -> None:
    assert load_regions() == (5933, 0)
    assert load_regions() == (0, 5933)
    counts = dict(Region.objects.values_list("level").annotate(Count("pk")))
    assert counts == {"city": 1, "district": 16, "street": 299, "community": 5617}
    assert Entry.objects.filter(action="load_regions").count() == 1
    assert not Region.objects.exclude(level="city").filter(parent=None).exists()
    assert Region.objects.filter(name__contains="（").count() == sum("（" in row.name for row in rows())


def test_loading_costs_statements_by_the_hundred_not_by_the_row(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(100):  # type: ignore[operator]
        load_regions()
