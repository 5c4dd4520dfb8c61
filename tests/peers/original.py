"""Plays walks in the living Products.DCWorkflow; run by the Python of its own environment, which knows nothing of this project.

original.py REQUESTS ANSWERS: lines in, the same lines with what the original did out. The last line tells how long the steps took.
"""

import json
import os
import sys
import time

os.environ["CATALOG_OPTIMIZATION_DISABLED"] = "true"  # index at once, there is no transaction to wait for

from original_steps import Player
from Products.CMFCore.WorkflowTool import DefaultWorkflowStatus, default_workflow_history
from zope.component import provideAdapter
from zope.traversing.adapters import DefaultTraversable
from zope.traversing.interfaces import ITraversable


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
                stage = Player(definition["xml"], line["setup"])
                for node in line["setup"]["nodes"]:
                    stage.put(node)
                line["out"] = {node["path"]: stage.created(node["path"]) for node in line["setup"]["nodes"] if node["governed"]}
            elif "step" in line:
                begun = time.perf_counter()
                line["out"] = stage.step(line["in"])
                seconds += time.perf_counter() - begun
                steps += 1
            out.write(json.dumps(line) + "\n")
        out.write(json.dumps({"steps_played": steps, "seconds": seconds, "acts": Player.acts, "acting": Player.acting}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
