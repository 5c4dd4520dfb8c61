"""The text of a file as an office saves it: UTF-8, with or without its mark, or the Chinese code page."""

from __future__ import annotations

ENCODINGS = ("utf-8-sig", "gb18030")


def decoded(content: bytes) -> str | None:
    """Read a file's text; None where it is in no encoding that offices use."""
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
