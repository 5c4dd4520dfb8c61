"""What invented definitions say: names, and the texts of expressions, each of which the original computes too."""

from __future__ import annotations

from typing import Final

STATES: Final = "new open checked held passed closed archived reopened".split() + ["in review"]
# what Zope's root and CMF's products say; users lie there themselves, and everybody must be able to read who they are
ABOVE_THE_SITE: Final = {
    "View": [False, ["Anonymous", "Manager"]],
    "Access contents information": [False, ["Anonymous", "Manager"]],
    "Modify portal content": [False, ["Manager"]],
    "Add portal content": [False, ["Manager", "Owner"]],
}
PERMISSIONS: Final = list(ABOVE_THE_SITE)
# one in Chinese: only one of its length, since the original tells no two apart
OWN_PERMISSIONS: Final = ["Approve case", "Close case", "Review item", "审批"]
SITE_ROLES: Final = ["Auditor", "Editor", "Officer", "Reviewer", "Member", "审核员"]
ROLES: Final = sorted(["Anonymous", "Authenticated", "Manager", "Owner", *SITE_ROLES])
STRANGE_ROLE: Final = "Ghost"  # the site knows no such role
GROUPS: Final = ["north", "south", "board", "staff", "外勤 组"]
USERS: Final = [f"u{number}" for number in range(1, 10)]
SCRIPTS: Final = ["note_it", "raise_flag", "lower_flag", "refuse_it", "refuse_commented", "remove_it"]
HARMLESS: Final = ["note_it", "raise_flag", "lower_flag", "refuse_commented"]  # what may run when an object begins, where nothing may fail

GUARD_TEXTS: Final = [
    "python: state_change.object.flag",
    "object/flag",
    "here/flag",
    "not:object/flag",
    "not: not:object/flag",
    "path:object/flag",
    "python: user.getId() == 'u1'",
    "python: user.getId() in ('u2', 'u3', 'u8')",
    "python: user.getId() not in ['u2', 'u3']",
    "python: user.getId() is None",
    "python: user.getUserName() != 'u4'",
    "python: state_change.kwargs.get('comment')",
    "python: kwargs.get('comment', 'none') != 'none'",
    "python: not kwargs.get('comment')",
    "python: status.get('actor') != user.getId()",
    "python: state_change.status.get('actor') == user.getId()",
    "python: status.get('actor') == user.getId() or object.flag",
    "python: len(state_change.getHistory()) > 2",
    "python: len(state_change.getHistory()) - 1 <= 3",
    "python: 'Officer' in user.getRoles()",
    "python: user.has_role('Member') and not object.flag",
    "python: user.has_role(['Auditor', 'Editor'])",
    "python: user.has_role('Owner', object)",
    "python: user.has_role(('Reviewer', 'Manager'), here)",
    "python: 'Owner' in user.getRolesInContext(object)",
    "python: 'Owner' not in user.getRolesInContext(state_change.object)",
    "python: user.has_permission('View', object)",
    "python: user.has_permission('Modify portal content', object) or user.has_role('Editor')",
    "python: not user.has_permission('Review item', here)",
    "python: 'm' if object.flag else ''",
    "python: 'c' in (status.get('comments') or '')",
    "python: None",
    "python: False or object.flag and 1",
    "exists:kwargs/comment",
    "exists:status/never",
    "exists: user/getId",
    "status/never|nothing",
    "status/action|object/flag",
    "kwargs/comment|object/flag",
    "user/getId",
    "object/getId",
    "string:yes",
    "string:",
    "state_change/new_state/getId|object/flag",
    "nothing",
    "not:nothing",
    "  object/flag  ",
]
# never asked at the site, above which nothing has a flag
CONTAINER_TEXTS: Final = [
    "python: container.flag",
    "container/flag",
    "not:folder/flag",
    "python: container.getId() == 'b'",
    "python: user.has_role('Owner', container)",
]
BOUNDED: Final = [  # guards that stop a circle, since the history grows
    "python: len(state_change.getHistory()) < 7",
    "python: not len(state_change.getHistory()) >= 12 and object.flag",
    "python: len(state_change.getHistory()) in (2, 3, 5)",
]
VALUE_TEXTS: Final = [
    "user/getId",
    "user/getId|string:nobody",
    "transition/getId|nothing",
    "transition/id|nothing",
    "python: state_change.kwargs.get('comment', '')",
    "python: kwargs.get('comment') or 'silent'",
    "python: len(state_change.getHistory())",
    "python: len(state_change.getHistory()) + 1 - 2",
    "python: 'high' if object.flag else 'low'",
    "python: object.flag",
    "python: -1",
    "python: ''",
    "python: status.get('actor') or user.getId()",
    "python: status.get('comments', 'none')",
    "python: 'by ' + user.getUserName()",
    "python: user.getUserName() + ' at ' + object.getId()",
    "python: user.has_role('Officer') and 'officer' or 'other'",
    "python: status.get('count', 0) > 2",
    "string:low",
    "string:high",
    "string: low ",
    "string:$$5 and 100%",
    "string:by ${user/getId} of ${object/getId}",
    "string:${status/never| status/actor|nothing}, 意见 ${kwargs/comment|nothing}",
    "string:$$$${user/getId}",
    "object/getId",
    "here/getId",
    "container/getId",
    "folder/getId",
    "user/getUserName",
    "state_change/getHistory",
    "python: state_change.getHistory()",
    "state_change/getDateTime",
    "python: state_change.getDateTime()",
    "status/actor|nothing",
    "status/never|status/actor|string:first",
    "kwargs/comment|string:none",
    "state_change/kwargs/comment|string:none",
    "state_change/status/actor|string:none",
    "state_change/new_state/getId|string:hidden",
    "state_change/old_state/title|string:hidden",
    "state_change/transition/getId|string:hidden",
    "transition/title|string:hidden",
    "exists:status/actor",
    "not:status/actor|nothing",
    "nothing",
    "",
    "  ",
]
FAILING_TEXTS: Final = [  # only on what users do: a step that fails half-way is taken back whole
    "status/never",
    "python: status['never']",
    "python: status.get('actor') + 1",
    "python: len(status.get('count'))",
    "python: user.getId() < 5",
    "python: state_change.new_state.getId()",
    "python: state_change.old_state.title",
    "python: state_change.transition.id",
    "python: transition.title",
    "state_change/old_state/getId",
    "state_change/new_state/title",
    "state_change/transition/id",
    "transition/title",
    "transition/id",
]
TYPED: Final = [
    ("string", "low"),
    ("string", "high"),
    ("string", ""),
    ("string", "有  空格"),
    ("string", "50% %(user_id)s"),
    ("int", "7"),
    ("int", "-007"),
    ("bool", "False"),
    ("bool", "yes"),
    ("bool", ""),
    ("none", ""),
    ("none", "low"),
    ("float", "1.50"),
    ("float", "1e3"),
    ("unknown", "low"),
    ("n/a", "high"),
    ("datetime", "2026/03/04"),
    ("datetime", "2026-03-04"),
    ("datetime", "2026/03/04 05:06:07 GMT+8"),
    ("datetime", "2026-03-04T05:06:07+08:00"),
    ("datetime", "2026-03-04T05:06:07.25Z"),
]
TRUE: Final = ["True", "true", "1", "yes", "YES"]
FALSE: Final = ["False", "false", "0", "no", "", None]  # None: the attribute is left out
STATE_VARIABLES: Final = ["review_state", "state", "wf_state", "状态", "review state"]
