"""Every shape has one meaning, computed by our own functions; what has no shape is refused by name and line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engine.dcworkflow.texts import DEFINITION, changed, line_of
from workflows.engine.algebra import Grant
from workflows.engine.dcworkflow.compiling import compile_definition
from workflows.engine.dcworkflow.expressions import Effect, ExpressionFailed, Moment, Named, Unauthorized
from workflows.engine.dcworkflow.places import Person, Place, World
from workflows.engine.dcworkflow.problems import Unreadable
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.tales import understand
from workflows.engine.dcworkflow.vocabulary import NotUnderstood, Table

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SITE = Place("site", None, facts={"flag": False})
PAPER = Place("paper", SITE, facts={"flag": True}, grants={"View": Grant(False, ("Owner",))}, local_roles={"board": ("Owner",)})
WORLD = World(SITE, ("Member", "Owner", "Reviewer"))
ALICE = Person("u1", "u1", frozenset({"Member", "Authenticated"}), frozenset({"board"}))
NOBODY = Person("anonymous", None, frozenset({"Anonymous"}))
HISTORY = ({"actor": "u2", "count": 1}, {"actor": "u2", "count": 2})


def moment(user: Person = ALICE, *, transition: str | None = "publish", comment: str | None = "well", manages: bool = False) -> Moment:
    keywords = {} if comment is None else {"comment": comment}
    parts = {"old_state": ("draft", "Draft"), "new_state": ("public", "Public")} if transition else {}
    if transition:
        parts["transition"] = (transition, "Publish it")
    return Moment(PAPER, user, HISTORY[-1], keywords, lambda: HISTORY, lambda: NOON, WORLD, transition, parts, lambda: manages)


def value(text: str, at: Moment | None = None) -> object:
    return understand(text, Table()).at(at or moment())


MEANINGS = {
    "python: state_change.object.flag": True,
    "object/flag": True,
    "here/flag": True,
    "not:object/flag": False,
    "not: not:object/flag": True,
    "python: container.flag": False,
    "folder/flag": False,
    "python: user.getId() == 'u1'": True,
    "python: user.getId() in ('u2', 'u3')": False,
    "python: state_change.kwargs.get('comment')": "well",
    "python:state_change.kwargs.get('comment', '')": "well",
    "python: kwargs.get('reason', 'none')": "none",
    "python: status.get('actor') != user.getId()": True,
    "python: status['actor']": "u2",
    "status/actor": "u2",
    "nothing": None,
    "user/getId": "u1",
    "transition/getId|nothing": "publish",
    "python: status.get('count', 0) + 1": 3,
    "python: status.get('never', 0) + 1": 1,
    "python: len(state_change.getHistory())": 2,
    "python: len(state_change.getHistory()) > 1 and not container.flag": True,
    "python: 'a' if container.flag else 'b'": "b",
    "python: status.get('actor') or 'nobody'": "u2",
    "python: 'Member' in user.getRoles()": True,
    "python: user.has_role('Reviewer')": False,
    "python: user.has_role(['Reviewer', 'Member'])": True,
    "python: user.has_role('Owner')": False,
    "python: user.has_role('Owner', object)": True,
    "python: user.has_role(('Owner',), container)": False,
    "python: user.getRolesInContext(here)": ["Authenticated", "Member", "Owner"],
    "python: user.has_permission('View', state_change.object)": True,
    "python: user.has_permission('View', folder)": False,
    "python: 'board' in user.getGroups()": True,
    "python: -1": -1,
    "string:fixed": "fixed",
    "string: by ${user/getId} of $$${object/getId}": " by u1 of $paper",
    "string:${status/never|status/actor}, $nothing": "u2, None",
    "object/getId": "paper",
    "container/getId": "site",
    "user/getUserName": "u1",
    "state_change/getDateTime": NOON,
    "state_change/getHistory": HISTORY,
    "exists:status/actor": True,
    "exists:status/never": False,
    "status/never|kwargs/never|string:at last|not a path": "at last|not a path",
    "path: user/getId": "u1",
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_known_shape_has_its_meaning(text: str) -> None:
    assert value(text) == MEANINGS[text]
    assert understand(text, Table()).says(), "and says itself in Chinese"


def test_the_anonymous_actor_has_no_id() -> None:
    assert value("user/getId", moment(NOBODY)) is None
    assert value("user/getUserName", moment(NOBODY)) == "Anonymous User"


def test_at_creation_there_is_no_transition() -> None:
    assert value("transition/getId|nothing", moment(transition=None)) is None
    with pytest.raises(ExpressionFailed, match="没有流转"):
        value("python: transition.getId()", moment(transition=None))


REACHING = {  # the original hides from a path what it refuses to Python, so as not to tell what is there
    "state_change/new_state/getId": ExpressionFailed,
    "state_change/transition/id": ExpressionFailed,
    "transition/title": Unauthorized,
    "python: state_change.old_state.title": Unauthorized,
    "python: state_change.transition.getId()": Unauthorized,
}


@pytest.mark.parametrize("text", REACHING)
def test_an_expression_that_reaches_the_definition_itself_is_refused_to_all_but_managers(text: str) -> None:
    with pytest.raises(REACHING[text]):
        value(text)
    assert value(text, moment(manages=True)) in ("public", "Draft", "publish", "Publish it")
    if not text.startswith("python"):
        assert value(f"{text}|string:hidden") == "hidden"


@pytest.mark.parametrize(
    "text", ["status/never", "python: status['never']", "python: status.get('actor') + 1", "python: len(status.get('count'))"]
)
def test_a_value_that_cannot_be_worked_with_fails_by_name(text: str) -> None:
    with pytest.raises(ExpressionFailed):
        value(text)


NO_MEANING = [
    "python: __import__('os').system('id')",
    "python: open('/etc/passwd').read()",
    "python: object.__class__",
    "python: user.getId.__globals__",
    "python: [x for x in (1, 2)]",
    "python: (lambda: 1)()",
    "python: object.getId",
    "python: object.delete()",
    "python: status.get(user.getId())",
    "python: user.has_role(status)",
    "python: user.has_role('Owner', user)",
    "python: user.has_role(['Owner', 5])",
    "python: user.has_role()",
    "python: user.has_permission('View')",
    "python: user.has_permission(user.getId(), object)",
    "python: user.getRolesInContext(object, container)",
    "python: status.pop('actor')",
    "python: status",
    "python: user",
    "python: f'{user}'",
    "python: 9 ** 9 ** 9",
    "python: 'x' * 10 ** 9",
    "python: 1 < 2 < 3",
    "python: len(*[1])",
    "python: )",
    "python: ",
    "python: " + "(" * 900 + "1" + ")" * 900,
    "python: " + "not " * 450 + "1",
    "python: " + "1 + " * 3000 + "1",
    "not:" * 400 + "nothing",
    "object/colour",
    "object/flag/more",
    "user/password",
    "request/form",
    "modules/os/system",
    "scripts/tidy",
    "load:x",
    "structure:object/getId",
    "string:${modules/os}",
    "string:costs $",
    "string:${status/never|string:none}",
    "string:${user/" + "/" * 1900,
    "",
]


@pytest.mark.parametrize("text", NO_MEANING, ids=lambda text: text[:40])
def test_what_has_no_known_shape_is_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood):
        understand(text, Table())


def test_an_expression_without_meaning_is_refused_with_its_line() -> None:
    text = changed("object/flag", "python: object.colour")
    with pytest.raises(Unreadable) as refused:
        compile_definition(read_definition(text))
    (problem,) = refused.value.problems
    assert problem.line == line_of(text, "python: object.colour")
    assert "“python: object.colour”没有对应的条件" in problem.sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("string:heavy", "modules/os"),
        ("<expression>user/getId", "<expression>user/password"),
        ("<guard><guard-role>Reviewer</guard-role></guard>", "<guard><guard-expression>request/form</guard-expression></guard>"),
        ('values="pending; draft"', 'values="%(secret)s"'),
        ('values="pending; draft"', 'values="%(user_id)d"'),
        ("Pending (%(count)d)", "Pending (%(number)d)"),
        ("Pending (%(count)d)", "Pending (%(count)999999999d)"),
        ("Pending (%(count)d)", "100 % pending"),
        ('values="pending; draft"', 'values="50%"'),
    ],
)
def test_nothing_without_meaning_is_dropped_wherever_it_stands(old: str, new: str) -> None:
    text = changed(old, new)
    with pytest.raises(Unreadable) as refused:
        compile_definition(read_definition(text))
    assert [one.line for one in refused.value.problems] == [line_of(text, new.rpartition("<guard>")[2])]


def test_a_table_gives_meaning_to_a_text_by_name() -> None:
    ready = Named("paper_is_ready", "材料齐备", lambda at: at.thing.name == "paper")
    text = changed("object/flag", "python: object.isReady()")
    compiled = compile_definition(read_definition(text), Table(named={"python: object.isReady()": ready}))
    assert compiled.conditions["python: object.isReady()"].at(moment()) is True


def test_a_table_names_the_facts_an_object_carries() -> None:
    place = Place("p", None, facts={"colour": "red"})
    node = understand("python: object.colour == 'red'", Table(facts=frozenset({"colour"})))
    assert node.at(Moment(place, ALICE, {}, {}, tuple, lambda: NOON, WORLD)) is True
    assert node.says() == "对象的“colour”等于“red”"


def test_a_script_is_refused_by_name_until_a_function_stands_for_it() -> None:
    script = '<script script_id="tidy" type="External Method" module="paper.tidy" function="tidy"/>\n</dc-workflow>'
    text = DEFINITION.replace("</dc-workflow>", script).replace('before_script=""', 'before_script="tidy"', 1)
    definition = read_definition(text)
    with pytest.raises(Unreadable) as refused:
        compile_definition(definition)
    assert [one.line for one in refused.value.problems] == [line_of(text, "<script ")]
    assert "脚本“tidy”（External Method）" in str(refused.value)
    effect = Effect("tidy", lambda change: None)
    assert compile_definition(definition, Table(effects={"tidy": effect})).moves["submit"].before is effect
