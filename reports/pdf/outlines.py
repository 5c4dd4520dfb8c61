"""Turn the CFF fonts that can be had as packages into TrueType outlines, which is all that reportlab embeds.

The converted files stand in a cache directory and are never handed out: the fonts are under the OFL, and what a PDF embeds is a subset.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Protocol

import pylopdf_fonts_zh_cn
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

FONT_PACKAGE = "pylopdf-fonts-zh-cn"
CONVERTER = 1  # raise it when the conversion changes: the number stands in the file's name, so old files are not taken for new ones
MAX_ERROR = 1.0  # thousandths of the em by which a quadratic curve may leave the cubic one; not visible in print

BATCH = 500  # glyphs drawn between two signs of life

Progress = Callable[[int, int], None]  # done, of how many


class Run(Protocol):
    """The built-in map, or a process pool's."""

    def __call__(self, draw: Callable[[Any], Any], batches: Iterable[Any], /) -> Iterable[Any]: ...


@dataclass(frozen=True)
class Source:
    """A font as its package ships it."""

    name: str
    path: Path
    package: str = FONT_PACKAGE

    def target(self, directory: Path) -> Path:
        return directory / f"{self.name}-{_version(self.package)}-{CONVERTER}.ttf"


@lru_cache
def _version(package: str) -> str:
    return version(package)


SANS = Source("NotoSansSC", pylopdf_fonts_zh_cn.sans_path())
SERIF = Source("NotoSerifSC", pylopdf_fonts_zh_cn.serif_path())
SOURCES = (SERIF, SANS)


def silent(done: int, total: int) -> None:
    """Show no progress."""


def is_prepared(source: Source, directory: Path) -> bool:
    return source.target(directory).exists()


def prepare(source: Source, directory: Path, *, progress: Progress = silent, run: Run = map) -> Path:
    """Return the TrueType file of a font, converting it first where it is not in the directory yet.

    Two processes may ask at once: the second waits for the first and takes its file. A file is whole or not there.
    """
    target = source.target(directory)
    if target.exists():
        return target
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory / f".{source.name}.lock"):
        if not target.exists():
            _write_whole(target, convert(source.path, progress=progress, run=run))
    return target


def convert(path: Path, *, progress: Progress = silent, run: Run = map) -> TTFont:
    """Return a font with quadratic outlines for every character of a CFF font, and without its layout tables.

    What no character reaches (alternates for vertical or Japanese setting) is left out: nothing here asks for it.
    fontTools' own subsetter runs every outline four times; drawing each once takes a quarter of its minute.
    `run` is the map of a process pool where there is one to share the work.
    """
    source = TTFont(path)
    cmap = source.getBestCmap()
    order = [".notdef", *sorted(set(cmap.values()) - {".notdef"}, key=source.getGlyphID)]
    batches = [(path, tuple(order[start : start + BATCH])) for start in range(0, len(order), BATCH)]
    glyphs: dict[str, Glyph] = {}
    for drawn in run(_draw, batches):
        glyphs.update(drawn)
        progress(len(glyphs), len(order))
    builder = FontBuilder(unitsPerEm=source["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(glyphs)
    advances = source["hmtx"].metrics
    builder.setupHorizontalMetrics({name: (advances[name][0], glyphs[name].xMin if glyphs[name].numberOfContours else 0) for name in order})
    builder.setupHorizontalHeader(ascent=source["hhea"].ascent, descent=source["hhea"].descent)
    builder.setupPost(keepGlyphNames=False)
    for tag in ("name", "OS/2"):  # who made it, under which licence, and that it may be embedded
        builder.font[tag] = source[tag]
    return builder.font


def _draw(batch: tuple[Path, tuple[str, ...]]) -> list[tuple[str, Glyph]]:
    path, names = batch
    outlines = _glyph_set(path)
    drawn = []
    for name in names:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        drawn.append((name, pen.glyph(dropImpliedOnCurves=True)))
    return drawn


@lru_cache(maxsize=1)
def _glyph_set(path: Path) -> Mapping[str, Any]:
    outlines: Mapping[str, Any] = TTFont(path).getGlyphSet()  # opened once a process, not once a batch
    return outlines


def _write_whole(target: Path, font: TTFont) -> None:
    """Write beside the target and rename: a reader, or a crash half-way, never meets a part of a font."""
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.stem}.", delete=False) as part:
        try:
            font.save(part)
            part.flush()
            os.fsync(part.fileno())
            os.chmod(part.name, 0o644)
            os.replace(part.name, target)
        except BaseException:
            os.unlink(part.name)
            raise


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
        yield
