"""A definition in the original, with the people and places of a walk."""

from AccessControl.Permission import Permission
from AccessControl.SecurityManagement import getSecurityManager, newSecurityManager, noSecurityManager
from DateTime import DateTime
from OFS.Application import Application
from OFS.userfolder import UserFolder
from original_site import SCRIPTS, Catalog, Container, Document, Index, Site
from Products.CMFCore.interfaces import ICatalogTool, IWorkflowTool
from Products.CMFCore.WorkflowTool import WorkflowTool
from Products.DCWorkflow.DCWorkflow import DCWorkflowDefinition
from Products.DCWorkflow.exportimport import DCWorkflowDefinitionBodyAdapter
from Products.GenericSetup.testing import DummySetupEnviron
from Products.PluggableAuthService.PropertiedUser import PropertiedUser
from Products.PluginIndexes.KeywordIndex.KeywordIndex import KeywordIndex
from Products.PluginIndexes.PathIndex.PathIndex import PathIndex
from Testing.makerequest import makerequest
from zope.component import getGlobalSiteManager


class Environ(DummySetupEnviron):
    """What the importer reads the scripts of a definition from."""

    def readDataFile(self, filename):
        return SCRIPTS[filename.rpartition("/")[2].removesuffix(".py")]


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
        DCWorkflowDefinitionBodyAdapter(self.workflow, Environ()).body = xml.encode()
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
            ob = ob._getOb(name, None)
            if ob is None:
                return None
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


def local_roles(ob):
    return {principal: sorted(roles) for principal, roles in (ob.__ac_local_roles__ or {}).items()}


def shown(values):
    out = {}
    for name, value in values.items():
        if isinstance(value, DateTime):
            continue
        out[name] = {"entries": len(value)} if isinstance(value, (list, tuple)) else value
    return out
