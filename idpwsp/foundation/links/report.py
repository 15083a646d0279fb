"""What staff are told of the last check."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from idpwsp.foundation.links.models import LinkCheck, OutwardLink
from idpwsp.foundation.links.outcome import Outcome
from idpwsp.foundation.links.places import Place, places


@dataclass(frozen=True)
class Finding:
    """A link that needs somebody, and everywhere it stands."""

    link: OutwardLink
    places: list[Place]

    @property
    def is_seen(self) -> bool:
        """Whether readers meet it."""
        return self.places[0].is_seen


@dataclass(frozen=True)
class Report:
    """The last check, whatever became of it; the last one that ended; and what is to be done."""

    last: LinkCheck | None
    done: LinkCheck | None
    broken: list[Finding]
    doubtful: list[Finding]
    moved: list[Finding]

    @property
    def is_running(self) -> bool:
        return self.last is not None and self.last.is_running


def report() -> Report:
    """What needs somebody, as the content stands now: a link that was taken out or changed since is not listed.

    Sorted by what readers meet first. The number of queries does not depend on the number of links.
    """
    checks = list(LinkCheck.objects.all())
    links = list(OutwardLink.objects.in_need())
    where = places({link.address for link in links})
    findings = [Finding(link, where[link.address]) for link in links if link.address in where]
    findings.sort(key=lambda finding: (not finding.is_seen, finding.link.address))

    def of(outcome: Outcome) -> list[Finding]:
        return [finding for finding in findings if finding.link.outcome == outcome]

    return Report(
        last=next(iter(checks), None),
        done=next((check for check in checks if check.state == LinkCheck.State.DONE), None),
        broken=of(Outcome.BROKEN),
        doubtful=of(Outcome.DOUBTFUL),
        moved=of(Outcome.MOVED),
    )


def may_check(user: Any) -> bool:
    """Whether somebody may see the report and have links checked: whoever may change what they stand in."""
    return bool(user.has_perm(settings.LINKS_PERMISSION))
