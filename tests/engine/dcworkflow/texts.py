"""A small definition, whole and correct, that tests change in one place."""

from __future__ import annotations

DEFINITION = """<?xml version="1.0" encoding="utf-8"?>
<dc-workflow workflow_id="paper" title="Paper" description="" state_variable="where" initial_state="draft">
<permission>View</permission>
<permission>Modify</permission>
<group>board</group>
<state state_id="draft" title="Draft">
 <description>Being written</description>
 <exit-transition transition_id="submit"/>
 <permission-map name="View" acquired="True"><permission-role>Owner</permission-role></permission-map>
 <group-map name="board"><group-role>Reviewer</group-role></group-map>
 <assignment name="weight" type="int">7</assignment>
</state>
<state state_id="pending" title="Pending">
 <exit-transition transition_id="publish"/>
</state>
<transition transition_id="submit" title="Submit" new_state="pending" trigger="USER" before_script="" after_script="">
 <action url="%(content_url)s" category="workflow" icon="">Submit</action>
 <guard><guard-role>Owner</guard-role></guard>
 <assignment name="weight">string:heavy</assignment>
</transition>
<transition transition_id="publish" title="Publish" new_state="" trigger="USER" before_script="" after_script="">
 <guard><guard-permission>Modify</guard-permission><guard-expression>object/flag</guard-expression></guard>
</transition>
<variable variable_id="weight" for_catalog="True" for_status="True" update_always="False">
 <default><value type="int">5</value></default>
 <guard/>
</variable>
<variable variable_id="actor" for_status="True" update_always="True">
 <default><expression>user/getId</expression></default>
 <guard/>
</variable>
<worklist worklist_id="queue" title="Queue">
 <action url="%(portal_url)s" category="global">Pending (%(count)d)</action>
 <guard><guard-role>Reviewer</guard-role></guard>
 <match name="where" values="pending; draft"/>
</worklist>
</dc-workflow>
"""


def changed(old: str, new: str) -> str:
    """Give the definition with one place changed; the place must be there."""
    assert old in DEFINITION, old
    return DEFINITION.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """Number the line on which the part first stands."""
    return text[: text.index(part)].count("\n") + 1
