"""Accounts, regions, organisations, grants, shares and places."""

from permissions.models.account import Account
from permissions.models.grant import OrganisationRole, RegionRole
from permissions.models.organisation import Department, Organisation
from permissions.models.place import Placed
from permissions.models.region import Region, RegionChange
from permissions.models.share import Share

__all__ = ["Account", "Department", "Organisation", "OrganisationRole", "Placed", "Region", "RegionChange", "RegionRole", "Share"]
