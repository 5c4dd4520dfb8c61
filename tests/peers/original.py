"""Plays walks in the living Products.DCWorkflow; run by the Python of its own environment, which knows nothing of this project.

original.py REQUESTS ANSWERS: lines in, the same lines with what the original did out. The last line tells how long the steps took.
"""

import json
import os
import sys
import time

os.environ["CATALOG_OPTIMIZATION_DISABLED"] = "true"  # index at once, there is no transaction to wait for

from AccessControl.Permission import Permission
from AccessControl.SecurityManagement import getSecurityManager, newSecurityManager, noSecurityManager
from Acquisition import aq_base
from DateTime import DateTime
from OFS.Application import Application
from OFS.userfolder import UserFolder
from original_site import Catalog, Container, Document, Index, Site
from Products.CMFCore.interfaces import ICatalogTool, IWorkflowTool
from Products.CMFCore.WorkflowTool import DefaultWorkflowStatus, WorkflowTool, default_workflow_history
from Products.DCWorkflow.DCWorkflow import DCWorkflowDefinition
from Products.DCWorkflow.exportimport import DCWorkflowDefinitionBodyAdapter
from Products.GenericSetup.testing import DummySetupEnviron
from Products.PluggableAuthService.PropertiedUser import PropertiedUser
from Products.PluginIndexes.KeywordIndex.KeywordIndex import KeywordIndex
from Products.PluginIndexes.PathIndex.PathIndex import PathIndex
from Testing.makerequest import makerequest
from zope.component import getGlobalSiteManager, provideAdapter
from zope.traversing.adapters import DefaultTraversable
from zope.traversing.interfaces import ITraversable

WITHHELD = "<withheld>"


class Stage:
    """One definition in the original, with the people and places of a walk."""

    def __init__(self, xml, setup):
        self.setup = setup
        self.app = makerequest(Application())
        self.app.aq_base.acl_users = UserFolder()
        site = Site("site")
        self.app._setObject("site", site)
        self.site = self.app.site
        self.site.__ac_roles__ = tuple(role for role in setup["roles"] if role not in ("Anonymous", "Authenticated", "Manager", "Owner"))
        self.grant(self.app, setup["root"].get("permissions", {}))
        self.grant(self.site, setup["site"].get("permissions", {}))
        self.app.__ac_local_roles__ = dict(setup["root"].get("local_roles", {}))
        self.site.__ac_local_roles__ = dict(setup["site"].get("local_roles", {}))
        self.tools(xml)
        self.permissions = sorted(setup["permissions"])

    def tools(self, xml):
        name = xml.partition('workflow_id="')[2].partition('"')[0]
        self.site._setObject("portal_workflow", WorkflowTool())
        self.site._setObject("portal_catalog", Catalog())
        self.tool, self.catalog = self.site.portal_workflow, self.site.portal_catalog
        manager = getGlobalSiteManager()
        manager.registerUtility(self.tool, IWorkflowTool)
        manager.registerUtility(self.catalog, ICatalogTool)
        self.tool._setObject(name, DCWorkflowDefinition(name))
        self.workflow = self.tool._getOb(name)
        DCWorkflowDefinitionBodyAdapter(self.workflow, DummySetupEnviron()).body = xml.encode()
        self.tool.setDefaultChain("")
        self.tool.setChainForPortalTypes(("Governed",), (name,), verify=False)
        self.catalog.addIndex("allowedRolesAndUsers", KeywordIndex("allowedRolesAndUsers"))
        self.catalog.addIndex("path", PathIndex("path"))
        for variable in (self.workflow.state_var, *(key for key, one in self.workflow.variables.items() if one.for_catalog)):
            self.catalog.addIndex(variable, Index(variable))
        self.catalog.addColumn("id")

    def grant(self, ob, maps):
        for name, (acquired, roles) in maps.items():
            Permission(name, (), ob).setRoles(list(roles) if acquired else tuple(roles))

    def user(self, name):
        if name == "anonymous":
            noSecurityManager()
        else:
            given = self.setup["users"][name]
            user = PropertiedUser(name, name)
            user._addRoles(given["roles"])
            user._addGroups(given["groups"])
            newSecurityManager(None, user.__of__(self.app.acl_users))
        return getSecurityManager().getUser()

    def found(self, path):
        ob = self.site
        for name in filter(None, path.split("/")):
            ob = ob._getOb(name)
        return ob

    def put(self, node):
        above, _, name = node["path"].rpartition("/")
        container = self.found(above)
        new = Container(name) if node["kind"] == "folder" else Document(name)
        new.flag = node["flag"]
        new.__ac_local_roles__ = {principal: list(roles) for principal, roles in node["local_roles"].items()}
        new.portal_type = "Governed" if node["governed"] else "Free"
        self.grant(new, node.get("permissions", {}))
        container._setObject(name, new, set_owner=0, suppress_events=True)
        ob = container._getOb(name)
        self.user(node["creator"])
        if node["governed"]:
            self.tool.notifyCreated(ob)
            self.catalog.indexObject(ob)
        return ob

    def history(self, ob):
        return self.tool.getHistoryOf(self.workflow.getId(), ob)

    def created(self, path):
        ob = self.found(path)
        return {
            "state": self.workflow._getWorkflowStateOf(ob, 1),
            "history": [shown(entry) for entry in self.history(ob)],
            "permissions": self.maps(ob),
            "local_roles": local_roles(ob),
        }

    def maps(self, ob):
        out = {}
        for name in self.permissions:
            roles = Permission(name, (), ob).getRoles([])
            out[name] = [not isinstance(roles, tuple), sorted(roles)]
        return out

    # -- steps

    def step(self, request):
        self.app.REQUEST.other.pop("__catalog_cache__", None)  # every step is a request of its own
        user = self.user(request["user"])
        if request["op"] == "create":
            if not self.workflow.allowCreate(self.found(request["object"].rpartition("/")[0]), "Governed"):
                return {"allowed": False}
            ob = self.put(request["new"])
            user = self.user(request["user"])
            out = {"allowed": True, "new_history": [shown(entry) for entry in self.history(ob)]}
            return out | self.standing(user, ob) | self.seen(request, ob)
        ob = self.found(request["object"])
        governed = ob.portal_type == "Governed"
        if request["op"] == "act":
            return self.act(user, ob, request) | self.seen(request, ob)
        out = {}
        if request["op"] == "flag":
            ob.flag = request["value"]
        elif request["op"] == "local_roles":
            held = dict(ob.__ac_local_roles__ or {})
            held.pop(request["principal"], None)
            if request["roles"]:
                held[request["principal"]] = list(request["roles"])
            ob.__ac_local_roles__ = held
            ob.reindexObjectSecurity()
        elif request["op"] == "remap":
            out["changed"] = bool(self.workflow.updateRoleMappingsFor(ob))
            ob.reindexObjectSecurity()
        return out | (self.standing(user, ob) if governed else {}) | self.seen(request, ob)

    def act(self, user, ob, request):
        name, comment = request["transition"], request["comment"]
        before = len(self.history(ob))
        out = self.standing(user, ob)
        out["state_before"] = self.workflow._getWorkflowStateOf(ob, 1)
        out["can"] = bool(self.workflow.isActionSupported(ob, name, comment=comment))
        out["refused"] = None
        if out["can"]:
            self.tool.doActionFor(ob, name, comment=comment)
        else:
            out["refused"] = {
                "tool": raised(lambda: self.tool.doActionFor(ob, name, comment=comment)),
                "workflow": raised(lambda: self.workflow.doActionFor(ob, name, comment=comment)),
            }
        out["new_history"] = [shown(entry) for entry in self.history(ob)[before:]]
        out["history_length"] = len(self.history(ob))
        return out

    def standing(self, user, ob):
        groups = user.getGroups() if hasattr(aq_base(user), "getGroups") else ()
        return {
            "roles": sorted(set(user.getRolesInContext(ob))),
            "groups": sorted(groups),
            "listed": [action["id"] for action in self.workflow.listObjectActions(Info(ob)) or ()],
            "supported": self.supported(ob),
        }

    def supported(self, ob):
        return sorted(name for name in self.workflow.transitions.keys() if self.workflow.isActionSupported(ob, name))

    def seen(self, request, ob):
        out = {"permissions": self.maps(ob), "local_roles": local_roles(ob), "worklists": {}}
        watched = self.found(request["watch"])
        out["effective"] = {name: [] for name in self.permissions}
        out["watched"] = {name: [] for name in self.permissions}
        offers = {}
        for probe in sorted(request["probes"]):
            self.user(probe)
            for name in self.permissions:
                for key, one in (("effective", ob), ("watched", watched)):
                    if getSecurityManager().checkPermission(name, one):
                        out[key][name].append(probe)
            if ob.portal_type == "Governed":
                offers[probe] = self.supported(ob)
        for name in {*request["probes"], request["user"]}:
            user = self.user(name)
            out["worklists"][name] = {key: self.worklist(user, one) for key, one in self.workflow.worklists.items()}
        self.user(request["user"])
        if ob.portal_type == "Governed":
            out["offers"] = offers
            out["state"] = self.workflow.getInfoFor(ob, self.workflow.state_var, None)
            names = self.workflow.variables.keys()
            out["info"] = shown({name: self.workflow.getInfoFor(ob, name, WITHHELD) for name in names})
            out["catalog"] = shown(self.workflow.getCatalogVariablesFor(ob))
        return out

    def worklist(self, user, one):
        guard = one.guard
        if guard is not None and not guard.check(getSecurityManager(), self.workflow, self.site):
            return {"may": False, "hits": None, "name": None}
        prefix = len("/site/")
        hits = sorted(brain.getPath()[prefix:] for brain in one.search({"user_id": user.getId()}))
        named = [
            action["name"]
            for action in self.workflow.listGlobalActions({"user_id": user.getId(), "portal_url": ""}) or ()
            if action["id"] == one.getId()
        ]
        return {"may": True, "hits": hits, "name": named[0] if named else None}


class Info(dict):
    """What a button's text may be filled with."""

    def __init__(self, ob):
        super().__init__(content_url="", portal_url="", folder_url="")
        self.object = ob


def raised(call):
    try:
        call()
    except Exception as error:  # what it raises is the answer
        return type(error).__name__
    return None


def local_roles(ob):
    return {principal: sorted(roles) for principal, roles in (ob.__ac_local_roles__ or {}).items()}


def shown(values):
    out = {}
    for name, value in values.items():
        if isinstance(value, DateTime):
            continue
        out[name] = {"entries": len(value)} if isinstance(value, (list, tuple)) else value
    return out


def main(requests, answers):
    provideAdapter(DefaultWorkflowStatus)
    provideAdapter(default_workflow_history)
    provideAdapter(DefaultTraversable, (None,), ITraversable)
    stage, seconds, steps = None, 0.0, 0
    with open(requests) as lines, open(answers, "w") as out:
        for line in map(json.loads, lines):
            if "xml" in line:
                definition = line
            elif "setup" in line:
                stage = Stage(definition["xml"], line["setup"])
                for node in line["setup"]["nodes"]:
                    stage.put(node)
                line["out"] = {node["path"]: stage.created(node["path"]) for node in line["setup"]["nodes"] if node["governed"]}
            elif "step" in line:
                begun = time.perf_counter()
                line["out"] = stage.step(line["in"])
                seconds += time.perf_counter() - begun
                steps += 1
            out.write(json.dumps(line) + "\n")
        out.write(json.dumps({"steps_played": steps, "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
