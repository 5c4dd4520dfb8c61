"""Issuing the ledger: who asked, which copy, the digest of the file; the same content gives both copies the same content digest (R108)."""

from typing import BinaryIO

from audit.acts import Actor, HasActor, act
from casework.models import Case
from reports.ledger_content import Copy
from reports.ledger_form import Issued, render_ledger
from reports.ledger_mapping import content_of


def issue_ledger(case: Case, *, actor: Actor | HasActor, copy: Copy, out: BinaryIO) -> Issued:
    """Print annex 4 and record the print: the entry is written before the caller gets the file's last byte."""
    with act(actor, "print_ledger", case) as frame:
        issued = render_ledger(content_of(case), copy=copy, out=out)
        frame.detail("copy", copy.ordinal)
        frame.detail("sha256", issued.sha256)
    return issued
