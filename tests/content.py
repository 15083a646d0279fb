"""A folder of shipped content that a test writes, in the form of ``resources/content/``."""

import json
from datetime import date
from pathlib import Path
from typing import Any

Values = dict[str, Any]

ORGANISATION: Values = {
    "to_confirm": "",
    "phone": "415-555-0100",
    "post_box": "PO Box 1",
    "exit_url": "https://weather.example/",
    "exit_name": "weather.example",
    "founded": 1998,
    "words": {"en": {"name": "The project"}},
}


class ContentFolder:
    """Content that changes from one release to the next: set anything again and it is what the next release ships."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.needs: dict[str, Values] = {}
        self.services: dict[str, Values] = {}
        (path / "pages").mkdir()
        self.organisation()
        self._write_directory()

    def organisation(self, **fields: Any) -> None:
        self._write("organisation.toml", {**ORGANISATION, **fields})

    def page(self, section: str, slug: str, cards: list[Values] = [], doors: list[Values] = [], **fields: Any) -> None:  # noqa: B006
        """``menu_title``, ``title``, ``lead`` and ``body`` are its English words; ``es`` those in Spanish."""
        words = {"menu_title": "Sample", "title": "A sample", "lead": "", "body": "<p>Its words.</p>"}
        english = {name: fields.pop(name, value) for name, value in words.items()}
        spanish = fields.pop("es", None)
        entry = {"section": section, "slug": slug, "at_root": False, "order": 10, "to_confirm": "", **fields}
        entry["words"] = {"en": english, **({"es": {**english, **spanish}} if spanish is not None else {})}
        self._write(f"pages/{section}-{slug}.toml", {**entry, "cards": cards, "doors": doors})

    def need(self, key: str, **fields: Any) -> None:
        words = {"title": f"The need {key}", "intro": ""}
        self.needs[key] = {"key": key, "order": 10, "words": {"en": words}, **fields}
        self._write_directory()

    def service(self, key: str, needs: list[str], **fields: Any) -> None:
        words = {"name": f"The service {key}", "summary": "What it does."}
        self.services[key] = {
            **checked(),
            "key": key, "needs": needs, "order": 10, "phone": "415-555-0101", "text_number": "", "web": "",
            "always_open": False, "cost": "unknown", "asks_id": "unknown", "police": "unknown", "languages": [],
            "words": {"en": words},
            **fields,
        }  # fmt: skip
        self._write_directory()

    def without_page(self, section: str, slug: str) -> None:
        (self.path / "pages" / f"{section}-{slug}.toml").unlink()

    def broken(self, name: str, text: str) -> None:
        (self.path / name).write_text(text, encoding="utf-8")

    def _write_directory(self) -> None:
        self._write("services.toml", {"needs": [*self.needs.values()], "services": [*self.services.values()]})

    def _write(self, name: str, values: Values) -> None:
        lines = [f"{key} = {toml(value)}\n" for key, value in values.items()]
        (self.path / name).write_text("".join(lines), encoding="utf-8")


def checked(**fields: Any) -> Values:
    return {
        "facts": ["VC1"],
        "certainty": "high",
        "to_confirm": "",
        "checked": date(2026, 11, 22),
        "due": date(2099, 1, 1),
        "sources": [{"title": "A source", "url": "https://source.example/"}],
        **fields,
    }


def card(key: str, **fields: Any) -> Values:
    """A card for ``ContentFolder.page``."""
    words = {"heading": "", "title": f"The statement {key}", "body": f"<p>About {key}.</p>"}
    return {"key": key, "jurisdiction": "california", "since": "", "words": {"en": words}, **checked(), **fields}


def door(target: str, **fields: Any) -> Values:
    """A door for ``ContentFolder.page``."""
    return {"target": target, "words": {"en": {"label": f"The way to {target}", "text": ""}}, **fields}


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    # TOML's strings, numbers and booleans are those of JSON.
    return value.isoformat() if isinstance(value, date) else json.dumps(value)
