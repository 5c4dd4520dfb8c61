from django.apps import AppConfig


class FixtureConfig(AppConfig):
    name = "tests.permissions.fixture_app"
    label = "permissions_fixture"
    default_auto_field = "django.db.models.BigAutoField"
