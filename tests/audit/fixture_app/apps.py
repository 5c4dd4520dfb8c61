from django.apps import AppConfig


class FixtureConfig(AppConfig):
    name = "tests.audit.fixture_app"
    label = "audit_fixture"
    default_auto_field = "django.db.models.BigAutoField"
