"""The fonts, prepared once and kept under var/."""

from concurrent.futures import ProcessPoolExecutor

import pytest

from reports.pdf import outlines
from reports.pdf.fonts import DEFAULT_DIRECTORY, Library


@pytest.fixture(scope="session")
def letters() -> Library:
    missing = [source for source in outlines.SOURCES if not outlines.is_prepared(source, DEFAULT_DIRECTORY)]
    if missing:
        with ProcessPoolExecutor() as pool:
            for source in missing:
                outlines.prepare(source, DEFAULT_DIRECTORY, run=pool.map)
    return PackagedOnly(DEFAULT_DIRECTORY)


class PackagedOnly(Library):
    """The fonts every clone has: what a machine has installed besides must not decide a test."""

    fallbacks = ()
