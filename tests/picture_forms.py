"""Pictures as staff send them, through the admin's form."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin_forms import send

ADD = "/staff/resources/picture/add/"
LIST = "/staff/resources/picture/"
TYPED = {
    "alt": "A red umbrella",
    "caption": "In front of City Hall",
    "people": "somebody",
    "may_show": "yes",
    "credit": "Ana",
    "note": "She agreed on Monday",
}


def upload(content, name="SECRET-FILE-NAME.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def add(staff, content, name="SECRET-FILE-NAME.jpg", **changes):
    return send(staff, ADD, "picture_form", file=upload(content, name), **{**TYPED, **changes})


def stored(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())
