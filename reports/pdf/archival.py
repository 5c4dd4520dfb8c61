"""Finish a document as PDF/A-2b, checked after it is written."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

import pikepdf
from pikepdf import pdfa

LANGUAGE = "zh-CN"
PRODUCER = "特殊困难老年人探访关爱服务个案管理系统"
FLAVOUR = "2b"


@dataclass(frozen=True)
class Issued:
    """A document as it left the house. Its bytes cannot be made again (they hold the time), so the digest is what is kept."""

    sha256: str
    pages: int
    uncovered: tuple[str, ...]
    content_sha256: str = ""  # of what is printed, equal for all copies


def finish(
    raw: BytesIO, out: BinaryIO, *, title: str, subject: str = "", uncovered: tuple[str, ...] = (), content_sha256: str = ""
) -> Issued:
    """Write a document as PDF/A-2b and return what was issued. Raises pikepdf's PdfaError, and writes nothing, where it does not pass."""
    with pikepdf.open(raw) as pdf:
        for page in pdf.pages:
            if "/Trans" in page:  # reportlab gives every page a transition, which PDF/A-2 forbids
                del page["/Trans"]
        pdf.Root.Lang = pikepdf.String(LANGUAGE)
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title
            metadata["dc:language"] = {LANGUAGE}
            metadata["pdf:Producer"] = PRODUCER
            metadata["xmp:CreatorTool"] = PRODUCER
            if subject:
                metadata["dc:description"] = subject
        whole = BytesIO()
        pdfa.save(pdf, whole, FLAVOUR)
        pages = len(pdf.pages)
    written = whole.getvalue()
    out.write(written)
    return Issued(sha256(written).hexdigest(), pages, uncovered, content_sha256)
