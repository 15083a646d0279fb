"""The sealed inbox: whether it takes what is sent, and who could open it."""

from collections.abc import Iterator

from contact.inbox import demonstration, readiness
from contact.inbox.models.queue import is_this_machine
from contact.inbox.warnings import FEWEST_KEYHOLDERS
from idpwsp.doctor.finding import Finding, look, ok, wrong
from idpwsp.foundation import deleted_early

KEYHOLDERS = "/staff/inbox/keyholders/"


def keys() -> Iterator[Finding]:
    """Each queue has a key and at least two people who can open it."""
    if demonstration.is_on():
        here = is_this_machine()
        state, what = (look, "for this machine alone") if here else (wrong, "and they count for nothing here")
        yield state(f"The inbox has demonstration keys, {what}.", "For a public site, open /staff/inbox/setup/ there.")
        return
    if not readiness.is_begun():
        yield look("The inbox is not set up: nobody can write by its forms.", "Open /staff/inbox/setup/.")
        return
    doors = readiness.doors()
    found = [finding for door in doors for finding in _at(door)]
    if few := [door.queue.name for door in doors if door.has_key and 0 < door.people < FEWEST_KEYHOLDERS]:
        found.append(
            look(
                f"One person alone can open {', '.join(few)}: with a forgotten passphrase the sheet is all there is.",
                f"Have a second person make a passphrase, and let them in at {KEYHOLDERS}.",
            )
        )
    yield from found or [ok(f"Every queue has a key, and at least {FEWEST_KEYHOLDERS} people hold it.")]


def _at(door: readiness.Door) -> Iterator[Finding]:
    name = door.queue.name
    if door.queue.is_stopped:
        yield wrong(
            f"{name} is stopped: somebody else has changed its key, and could have read what came in since.",
            f"Read docs/threat-model.md, find out who can write to the database, then go to {KEYHOLDERS}.",
        )
    elif not door.has_key:
        yield wrong(f"{name} has no key: its form takes nothing.", "Open /staff/inbox/setup/.")
    elif not door.people:
        yield wrong(
            f"Nobody can open {name} but with the recovery sheet.",
            "Bring somebody in with the sheet, at /staff/inbox/keyholders/recover/.",
        )


def early_deletions() -> Iterator[Finding]:
    """The list that a restored backup is cleared by. One that cannot be read fails this check."""
    read, unreadable = len(deleted_early.remembered()), deleted_early.unreadable()
    if unreadable > read:
        yield wrong(
            f"The list of early deletions is damaged: {unreadable} of its {read + unreadable} lines say nothing.",
            f"Bring {deleted_early.file()} back from your own copy of it. Until then a backup that is brought back "
            "brings back what people have deleted.",
        )
    else:
        yield ok(f"The list of early deletions can be read ({read} lines).")
