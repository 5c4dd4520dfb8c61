"""Brings definitions and bindings into the original and lets its own exporter write them; run by the Python of its own environment.

original_exports.py REQUESTS ANSWERS: lines `{"xml": …}` in, the same with `exported` out, or with what the original raised as `refused`.
"""

import json
import sys

import Products
from AccessControl.SecurityManagement import newSecurityManager
from AccessControl.users import system
from OFS.Application import Application
from OFS.Folder import Folder
from original_stage import Environ
from Products.CMFCore.exportimport.workflow import WorkflowToolXMLAdapter
from Products.CMFCore.WorkflowTool import WorkflowTool
from Products.DCWorkflow.DCWorkflow import DCWorkflowDefinition
from Products.DCWorkflow.exportimport import DCWorkflowDefinitionBodyAdapter
from Products.GenericSetup.interfaces import INode
from Testing.makerequest import makerequest
from zope.component import provideAdapter
from zope.traversing.adapters import DefaultTraversable
from zope.traversing.interfaces import ITraversable


def tool():
    app = makerequest(Application())
    app._setObject("site", Folder("site"))
    app.site._setObject("portal_workflow", WorkflowTool())
    return app.site.portal_workflow


def exported(xml):
    """Import a definition into a fresh tool and write it out again."""
    name = xml.partition('workflow_id="')[2].partition('"')[0]
    held = tool()
    held._setObject(name, DCWorkflowDefinition(name))
    adapter = DCWorkflowDefinitionBodyAdapter(held._getOb(name), Environ())
    adapter.body = xml.encode()
    return adapter.body.decode()


def exported_bindings(xml):
    """Do the same with a tool's bindings; workflows bound there are there already, as for a profile that extends another."""
    held, environ = tool(), Environ()
    environ._should_purge = False
    for name in {piece.partition('"')[0] for piece in xml.split('bound-workflow workflow_id="')[1:]}:
        held._setObject(name, DCWorkflowDefinition(name))
    adapter = WorkflowToolXMLAdapter(held, environ)
    adapter.body = xml.encode()
    return adapter.body.decode()


def main(requests, answers):
    provideAdapter(DefaultTraversable, (None,), ITraversable)
    provideAdapter(DCWorkflowDefinitionBodyAdapter, provides=INode)
    newSecurityManager(None, system)
    DCWorkflowDefinition.meta_type = "Workflow"  # as it is called once the product is initialized
    Products.meta_types = ({"name": "Workflow", "instance": DCWorkflowDefinition, "interfaces": None},)
    with open(requests) as lines, open(answers, "w") as out:
        for line in map(json.loads, lines):
            write = exported if "<dc-workflow" in line["xml"] else exported_bindings
            try:
                line["exported"] = write(line["xml"])
            except Exception as error:  # what it raises is the answer
                line["refused"] = f"{type(error).__name__}: {error}"
            out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
