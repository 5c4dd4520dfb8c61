"""What the original is played on: documents and containers with a flag, a site, and a catalogue like Plone's."""

from AccessControl.class_init import InitializeClass
from AccessControl.SecurityInfo import ClassSecurityInfo
from Acquisition import aq_base, aq_parent
from DateTime import DateTime
from OFS.Folder import Folder
from OFS.SimpleItem import SimpleItem
from Products.CMFCore.CatalogTool import CatalogTool
from Products.CMFCore.CMFCatalogAware import CatalogAware
from Products.CMFCore.interfaces import ICatalogTool, ISiteRoot, IWorkflowAware
from Products.PluginIndexes.FieldIndex.FieldIndex import FieldIndex
from zope.component import getUtility
from zope.interface import implementer

SCRIPTS = {  # `effects.py` says the same
    "note_it": "state_change.status.get('actor')",
    "raise_flag": "state_change.object.fly(True)",
    "lower_flag": "state_change.object.fly(False)",
    "refuse_it": "raise ValueError('refused by the script')",
    "refuse_commented": "if state_change.kwargs.get('comment'):\n    raise ValueError('refused by the script')",
    "remove_it": "state_change.object.vanish()\nraise state_change.ObjectDeleted('gone')",
}
SCRIPTS = {name: f"##parameters=state_change\n{body}\n" for name, body in SCRIPTS.items()}


class Flagged:
    """What scripts may do to an object."""

    flag = False
    portal_type = "Governed"

    def getPortalTypeName(self):
        return self.portal_type

    def fly(self, value):
        self.flag = value

    def vanish(self):
        """Leave the container and the catalogue, with all that lies inside."""
        path = "/".join(self.getPhysicalPath())
        catalog = getUtility(ICatalogTool)
        for one in list(catalog._catalog.uids):
            if f"{one}/".startswith(f"{path}/"):
                catalog.uncatalog_object(one)
        aq_parent(self)._delObject(self.getId(), suppress_events=True)


OPEN_TO_ALL = {"flag": True, "fly": True, "vanish": True}


@implementer(IWorkflowAware)
class Document(Flagged, CatalogAware, SimpleItem):
    """An object whose flag every expression may read."""

    security = ClassSecurityInfo()
    security.declareObjectPublic()
    security.setDefaultAccess(OPEN_TO_ALL)

    def __init__(self, name):
        self.id = name


InitializeClass(Document)


@implementer(IWorkflowAware)
class Container(Flagged, CatalogAware, Folder):
    security = ClassSecurityInfo()
    security.declareObjectPublic()
    security.setDefaultAccess(OPEN_TO_ALL)


InitializeClass(Container)


@implementer(ISiteRoot)
class Site(Container):
    portal_type = "Site"


InitializeClass(Site)


class Catalog(CatalogTool):
    def _listAllowedRolesAndUsers(self, user):  # as Plone's catalogue does: groups hold local roles too
        groups = user.getGroups() if hasattr(aq_base(user), "getGroups") else ()
        return [*super()._listAllowedRolesAndUsers(user), *(f"user:{group}" for group in groups)]

    def maintain_zodb_cache(self):  # asked for after many hits; there is no database behind this catalogue
        pass


class Index(FieldIndex):
    def _get_object_datum(self, obj, attr):  # texts and others cannot stand in one tree
        datum = super()._get_object_datum(obj, attr)
        return f"<{datum!r}>" if isinstance(datum, (bool, int, float, list, tuple, DateTime)) else datum
