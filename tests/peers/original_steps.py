"""The steps of a walk, taken in the original, and all that is asked about each afterwards."""

import time

from AccessControl.SecurityManagement import getSecurityManager
from Acquisition import aq_base, aq_parent
from original_stage import Stage, local_roles, shown
from persistent.mapping import PersistentMapping

WITHHELD = "<withheld>"
# how an expression fails is its own affair
FAILED = ("KeyError", "TypeError", "AttributeError", "LookupError", "LocationError", "NotFound")


class Player(Stage):
    """Takes steps; what a step leaves behind that raised is taken back, as the publisher does with its transaction.

    `acts` and `acting` count the transitions that were tried and the seconds the original itself took for them.
    """

    acts, acting = 0, 0.0

    def step(self, request):
        self.app.REQUEST.other.pop("__catalog_cache__", None)  # every step is a request of its own
        self.user(request["user"])
        return getattr(self, "do_" + request["op"])(request)

    def do_act(self, request):
        ob, name, comment = self.found(request["object"]), request["transition"], request["comment"]
        before = len(self.history(ob))
        out = self.standing(ob)
        out["state_before"] = self.workflow._getWorkflowStateOf(ob, 1)
        out["can"] = bool(self.workflow.isActionSupported(ob, name, comment=comment))
        out["refused"] = None
        kept = keep(ob)
        Player.acts += 1
        begun = time.perf_counter()
        tool = raised(lambda: self.tool.doActionFor(ob, name, comment=comment))
        Player.acting += time.perf_counter() - begun
        if tool:
            put_back(ob, kept)
            out["refused"] = {"tool": tool, "workflow": raised(lambda: self.workflow.doActionFor(ob, name, comment=comment))}
            put_back(ob, kept)
        if self.found(request["object"]) is None:
            return out | {"gone": True}
        out["new_history"] = [shown(entry) for entry in self.history(ob)[before:]]
        out["history_length"] = len(self.history(ob))
        return out | self.seen(request, ob)

    def do_create(self, request):
        if not self.workflow.allowCreate(self.found(request["object"].rpartition("/")[0]), "Governed"):
            return {"allowed": False}
        ob = self.put(request["new"])
        self.user(request["user"])
        out = {"allowed": True, "new_history": [shown(entry) for entry in self.history(ob)]}
        return out | self.standing(ob) | self.seen(request, ob)

    def do_flag(self, request):
        self.found(request["object"]).flag = request["value"]
        return self.afterwards(request)

    def do_local_roles(self, request):
        ob = self.found(request["object"])
        held = dict(ob.__ac_local_roles__ or {})
        held.pop(request["principal"], None)
        if request["roles"]:
            held[request["principal"]] = list(request["roles"])
        ob.__ac_local_roles__ = held
        ob.reindexObjectSecurity()
        return self.afterwards(request)

    def do_grant(self, request):
        ob = self.found(request["object"])
        self.grant(ob, {request["permission"]: request["map"]})
        ob.reindexObjectSecurity()
        return self.afterwards(request)

    def do_remap(self, request):
        ob = self.found(request["object"])
        out = {"changed": bool(self.workflow.updateRoleMappingsFor(ob))}
        ob.reindexObjectSecurity()
        return out | self.afterwards(request)

    def do_info(self, request):
        ob, name = self.found(request["object"]), request["name"]
        told = {"default": self.tool.getInfoFor(ob, name, WITHHELD)}
        try:
            told["none"] = self.tool.getInfoFor(ob, name)
        except Exception as error:  # what it raises is the answer
            told["none"] = type(error).__name__
        return {"told": shown(told)} | self.afterwards(request)

    def do_notify(self, request):
        ob = self.found(request["object"])
        self.tool.notifyCreated(ob)
        return {"history_length": len(self.history(ob))} | self.afterwards(request)

    def do_move(self, request):
        ob = self.found(request["object"])
        name, base = ob.getId(), aq_base(ob)
        self.catalog.unindexObject(ob)
        aq_parent(ob)._delObject(name, suppress_events=True)
        container = self.found(request["to"])
        container._setObject(name, base, set_owner=0, suppress_events=True)
        ob = container._getOb(name)
        self.catalog.indexObject(ob)
        path = f"{request['to']}/{name}".lstrip("/")
        return {"moved": path, "history_length": len(self.history(ob))} | self.afterwards({**request, "object": path})

    def do_remove(self, request):
        self.found(request["object"]).vanish()
        return {"gone": True}

    # -- what is asked afterwards

    def afterwards(self, request):
        ob = self.found(request["object"])
        return (self.standing(ob) if ob.portal_type == "Governed" else {}) | self.seen(request, ob)

    def standing(self, ob):
        user = getSecurityManager().getUser()
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
        name = type(error).__name__
        return "(an expression failed)" if name in FAILED else name
    return None


def keep(ob):
    """Copy all that a step may change of an object."""
    kept = dict(aq_base(ob).__dict__)
    kept["workflow_history"] = PersistentMapping(kept.get("workflow_history", {}))
    kept["__ac_local_roles__"] = {principal: list(roles) for principal, roles in (ob.__ac_local_roles__ or {}).items()}
    return kept


def put_back(ob, kept):
    """Make an object again what it was; kept once more, since it may be needed twice."""
    there = aq_base(ob).__dict__
    there.clear()
    there.update(kept)
    there.update(keep(ob))
    ob._p_changed = True
