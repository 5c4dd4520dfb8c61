"""A developer's or a demonstration's machine: synthetic data, SQLite in var/, insecure keys."""

from settings.base import *  # noqa: F403
from settings.base import VAR_DIR

DEBUG = False
CASEWORK_ALLOW_SYNTHETIC_IDS = True
VAR_DIR.mkdir(exist_ok=True)
