"""Files from strangers, opened: what is no file, never ends or is not ours to read is refused in words."""

from __future__ import annotations

import errno
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from workflows.engine.dcworkflow.parsing import MOST_BYTES
from workflows.engine.dcworkflow.problems import refuse

_UNOPENED: Final[Mapping[int, str]] = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有读取的权限",
    errno.ENAMETOOLONG: "路径太长",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ELOOP: "链接循环不止",
}


def read_bytes(source: Path, hint: str, most: int | None = None) -> bytes:
    """Read a file that is one and of a size for a definition; what never ends is not begun. Raises Unreadable with what to do."""
    limit = most or MOST_BYTES
    try:
        if not stat.S_ISREG(source.stat().st_mode):
            raise refuse(0, f"“{source.name}”是文件夹或设备，不是文件；{hint}")
        with source.open("rb") as file:
            text = file.read(limit + 1)
    except OSError as error:
        what = _UNOPENED.get(error.errno or 0, f"系统说“{error.strerror}”")
        raise refuse(0, f"文件打不开：{what}；请检查路径和权限") from None
    if len(text) > limit:
        size = f"{limit // 1024 // 1024}兆字节" if limit >= 1024 * 1024 else f"{limit // 1024}千字节"
        raise refuse(0, f"文件超过{size}，不予读取；请拆分定义")
    return text
