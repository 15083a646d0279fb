"""What staff see and change. The front page is idpwsp/staff.py."""

from resources.admin.directory import NeedAdmin, ServiceAdmin
from resources.admin.organisation import OrganisationAdmin
from resources.admin.pages import PageAdmin
from resources.admin.pictures import PictureAdmin

__all__ = ["NeedAdmin", "OrganisationAdmin", "PageAdmin", "PictureAdmin", "ServiceAdmin"]
