"""Many who act at the same moment: no gap, no fork, no deadlock; a check under way sees one moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from audit.acts import Actor, act
from audit.models import Entry, Head
from audit.verify import Report, verify
from tests.audit.conftest import CLERK, full_note
from tests.audit.fixture_app.models import Stamp

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pg]


def at_once(number: int, work: Callable[[int], None]) -> list[BaseException]:
    start, failed = threading.Barrier(number), []

    def one(index: int) -> None:
        try:
            start.wait()
            work(index)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failed


def test_entries_of_one_chain_follow_one_another() -> None:
    def write(index: int) -> None:
        for _ in range(10):
            with act(Actor(index + 1, f"经办{index}"), "stamp"):
                Stamp.objects.create(chain="case:1", text=str(index))

    assert at_once(6, write) == []
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 61))
    assert Head.objects.get().seq == 60 and list(verify()) == []


def test_acts_on_the_same_chains_told_in_any_order_do_not_wait_for_each_other_for_ever() -> None:
    def write(index: int) -> None:
        for _ in range(10):
            with act(Actor(index + 1, "经办"), "reform") as frame:
                for number in range(30) if index % 2 else reversed(range(30)):
                    frame.touch(f"case:{number}")

    assert at_once(6, write) == []
    assert Entry.objects.count() == 6 * 10 * 30 and list(verify()) == []


def test_a_check_sees_one_moment_while_others_write() -> None:
    stop, found = threading.Event(), []

    def write(index: int) -> None:
        if index == 0:
            for _ in range(15):
                found.extend(verify())
            stop.set()
        number = 0
        while not stop.is_set() and number < 2000:
            number += 1
            with act(Actor(index + 1, "经办"), "write", reason="写"):
                full_note(folder=index).save()

    assert at_once(3, write) == []
    assert found == [] and Entry.objects.exists()


def test_a_check_writes_nothing_and_ends_its_transaction() -> None:
    with act(CLERK, "look"):
        pass
    report = Report()
    assert list(verify(report=report)) == [] and report.entries == 1
    assert not connection.in_atomic_block
    next(iter(verify()), None)
    with act(CLERK, "look"):
        pass
    assert Entry.objects.count() == 2
