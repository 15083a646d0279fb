"""What checks of the doctor say."""

from collections.abc import Callable, Iterable

from idpwsp.doctor.finding import Finding


def states(check: Callable[[], Iterable[Finding]]) -> list[str]:
    """How it is, line by line. Whatever is not as it should be says what to do; the rest does not."""
    found = list(check())
    assert found, "a check says something also where all is well"
    for finding in found:
        assert bool(finding.to_do) == (finding.state != "ok"), finding
        assert "\n" not in finding.what + finding.to_do
    return [str(finding.state) for finding in found]


def said(check: Callable[[], Iterable[Finding]]) -> str:
    return " ".join(f"{finding.what} {finding.to_do}" for finding in check())
