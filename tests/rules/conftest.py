"""The rules are pure: how long one example takes says how busy the machine is, not whether a rule holds."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
