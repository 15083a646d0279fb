"""The content model (DESIGN, section 4). One module a thing; everything is importable from here."""

from resources.models.card import Card, CardSource, CardWords
from resources.models.checked import Checked, Jurisdiction, Source
from resources.models.organisation import Organisation, OrganisationWords
from resources.models.page import Door, DoorWords, Page, PageWords, Section
from resources.models.picture import Picture, PictureWords
from resources.models.service import Need, NeedWords, Service, ServiceSource, ServiceWords
from resources.models.shipped import Shipped
from resources.models.statement import Statement, StatementWords
from resources.models.words import AddressedWords

__all__ = [
    "AddressedWords",
    "Card",
    "CardSource",
    "CardWords",
    "Checked",
    "Door",
    "DoorWords",
    "Jurisdiction",
    "Need",
    "NeedWords",
    "Organisation",
    "OrganisationWords",
    "Page",
    "PageWords",
    "Picture",
    "PictureWords",
    "Section",
    "Service",
    "ServiceSource",
    "ServiceWords",
    "Shipped",
    "Source",
    "Statement",
    "StatementWords",
]
