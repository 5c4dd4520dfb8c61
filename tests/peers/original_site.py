"""What the original is played on: documents and containers with a flag, a site, and a catalogue like Plone's."""

from AccessControl.class_init import InitializeClass
from AccessControl.SecurityInfo import ClassSecurityInfo
from Acquisition import aq_base
from DateTime import DateTime
from OFS.Folder import Folder
from OFS.SimpleItem import SimpleItem
from Products.CMFCore.CatalogTool import CatalogTool
from Products.CMFCore.CMFCatalogAware import CatalogAware
from Products.CMFCore.interfaces import ISiteRoot, IWorkflowAware
from Products.PluginIndexes.FieldIndex.FieldIndex import FieldIndex
from zope.interface import implementer


@implementer(IWorkflowAware)
class Document(CatalogAware, SimpleItem):
    """An object whose flag every expression may read."""

    portal_type = "Governed"
    flag = False
    security = ClassSecurityInfo()
    security.declareObjectPublic()
    security.setDefaultAccess({"flag": True})

    def __init__(self, name):
        self.id = name

    def getPortalTypeName(self):
        return self.portal_type


InitializeClass(Document)


@implementer(IWorkflowAware)
class Container(CatalogAware, Folder):
    portal_type = "Governed"
    flag = False
    security = ClassSecurityInfo()
    security.declareObjectPublic()
    security.setDefaultAccess({"flag": True})

    def getPortalTypeName(self):
        return self.portal_type


InitializeClass(Container)


@implementer(ISiteRoot)
class Site(Container):
    portal_type = "Site"


InitializeClass(Site)


class Catalog(CatalogTool):
    def _listAllowedRolesAndUsers(self, user):  # as Plone's catalogue does: groups hold local roles too
        groups = user.getGroups() if hasattr(aq_base(user), "getGroups") else ()
        return [*super()._listAllowedRolesAndUsers(user), *(f"user:{group}" for group in groups)]


class Index(FieldIndex):
    def _get_object_datum(self, obj, attr):  # texts and others cannot stand in one tree
        datum = super()._get_object_datum(obj, attr)
        return f"<{datum!r}>" if isinstance(datum, (bool, int, float, list, tuple, DateTime)) else datum
