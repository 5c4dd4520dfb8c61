"""The test suite: an in-memory SQLite, or the PostgreSQL that CASEWORK_DATABASE_URL names."""

from settings import environment as env
from settings.base import *  # noqa: F403
from settings.base import FIXTURE_APPS, INSTALLED_APPS, MIDDLEWARE, VAR_DIR

VAR_DIR.mkdir(exist_ok=True)
INSTALLED_APPS = [*INSTALLED_APPS, *FIXTURE_APPS]
# a look that falls due by the clock would make the counting of a page's queries a game of chance
MIDDLEWARE = [one for one in MIDDLEWARE if one != "workflows.middleware.FreshPolicyMiddleware"]
DATABASES = {"default": env.database(env.text("DATABASE_URL", "sqlite:///:memory:"))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CASEWORK_ALLOW_SYNTHETIC_IDS = True
ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
