"""Plays chains of workflows in the living original's WorkflowTool: several state variables on one object. Run by `chains.py`, not by hand.

A line in is `{"flows": [...], "steps": [...]}`, a line out the answers step by step: what was on offer, whether the action was taken, the
state in every workflow, how many entries each history has, and who holds each managed permission.
"""

import json
import sys

from AccessControl.Permission import Permission
from AccessControl.SecurityManagement import newSecurityManager
from OFS.Application import Application
from OFS.userfolder import UserFolder
from original_site import Document, Site
from Products.CMFCore.interfaces import IWorkflowTool
from Products.CMFCore.WorkflowCore import WorkflowException
from Products.CMFCore.WorkflowTool import DefaultWorkflowStatus, WorkflowTool, default_workflow_history
from Products.DCWorkflow.DCWorkflow import DCWorkflowDefinition
from Products.PluggableAuthService.PropertiedUser import PropertiedUser
from Testing.makerequest import makerequest
from zope.component import getGlobalSiteManager


def workflow(said):
    """Make one workflow of the original from its telling."""
    made = DCWorkflowDefinition(said["id"])
    made.permissions = tuple(said["managed"])
    for name, state in said["states"].items():
        made.states.addState(name)
        made.states[name].setProperties(transitions=tuple(state["exits"]))
        for permission, roles in state["permissions"].items():
            made.states[name].setPermission(permission, 0, roles)
    made.states.setInitialState(said["initial"])
    for name, one in said["transitions"].items():
        made.transitions.addTransition(name)
        guard = {"guard_roles": "; ".join(one["roles"])} | ({"guard_expr": "object/flag"} if one["flag"] else {})
        made.transitions[name].setProperties(title=name, new_state_id=one["to"], actbox_name=name, actbox_url="x", props=guard)
    return made


class Info(dict):
    """What the tool asks of an action's surroundings: the object."""

    def __init__(self, ob):
        super().__init__()
        self.object = ob


class Scene:
    """One object under one chain, on a site of its own."""

    def __init__(self, flows, roles):
        self.app = makerequest(Application())
        self.app.aq_base.acl_users = UserFolder()
        self.app._setObject("site", Site("site"))
        self.site = self.app.site
        self.site.__ac_roles__ = tuple(roles)
        self.site._setObject("portal_workflow", WorkflowTool())
        self.tool = self.site.portal_workflow
        self.tool._setDefaultCataloging(0)
        getGlobalSiteManager().registerUtility(self.tool, IWorkflowTool)
        for said in flows:
            self.tool._setObject(said["id"], workflow(said))
        self.names = [said["id"] for said in flows]
        self.tool.setDefaultChain("")
        self.tool.setChainForPortalTypes(("Governed",), tuple(self.names), verify=False)
        self.permissions = sorted({name for said in flows for name in said["managed"]})
        self.site._setObject("paper", Document("paper"), set_owner=0, suppress_events=True)
        self.paper = self.site.paper
        self.tool.notifyCreated(self.paper)

    def step(self, asked):
        user = PropertiedUser("somebody", "somebody")
        user._addRoles(asked["roles"])
        newSecurityManager(None, user.__of__(self.app.acl_users))
        self.paper.flag = asked["flag"]
        offered = [one["id"] for one in self.tool.listActions(Info(self.paper))]
        try:
            self.tool.doActionFor(self.paper, asked["action"])
            taken = True
        except WorkflowException:
            taken = False
        return {
            "offered": offered,
            "taken": taken,
            "states": {name: self.tool._getOb(name)._getWorkflowStateOf(self.paper, 1) for name in self.names},
            "entries": {name: len(self.tool.getHistoryOf(name, self.paper)) for name in self.names},
            "holders": {name: sorted(Permission(name, (), self.paper).getRoles([])) for name in self.permissions},
        }


for adapter in (DefaultWorkflowStatus, default_workflow_history):
    getGlobalSiteManager().registerAdapter(adapter)
for line in sys.stdin:
    told = json.loads(line)
    scene = Scene(told["flows"], told["roles"])
    print(json.dumps([scene.step(asked) for asked in told["steps"]]))
