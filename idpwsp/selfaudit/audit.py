"""The promises, what is checked of each, and going through all of them."""

import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from idpwsp.selfaudit.asking import Asker
from idpwsp.selfaudit.checks import forms, headers, leaving, policy, scripts, staff, traces, weight, words
from idpwsp.selfaudit.site import Fault, Site, look_at

Check = Callable[[Site], Iterator[Fault]]


@dataclass(frozen=True)
class Promise:
    """One line of the audit. ``number`` is that of DESIGN §1; 0 stands for what all of them rest on."""

    number: int
    text: str
    check: Check


@dataclass(frozen=True)
class Finding:
    """What came of one promise: no faults, and it is held."""

    promise: Promise
    faults: tuple[Fault, ...]


PROMISES = (
    Promise(1, "No cookie for readers", traces.cookies),
    Promise(1, "Nothing is kept in the browser", traces.nothing_kept),
    Promise(1, "No other host is asked", traces.other_hosts),
    Promise(1, "A page is the same for everybody", traces.same_for_everybody),
    Promise(1, "Searched words stand in no address", traces.searched_words),
    Promise(2, "No script inside a page", scripts.none_in_the_page),
    Promise(2, "The words are in the page", scripts.words_in_the_page),
    Promise(2, "Forms work without a script", scripts.forms_work),
    Promise(2, "What is named is there", scripts.all_there),
    Promise(3, "A page fits in 14 KB", weight.bytes_of_a_page),
    Promise(3, "One request for the words, three in all", weight.requests_of_a_page),
    Promise(3, "The one style is the one allowed by its hash", weight.style_by_its_hash),
    Promise(3, "What has not changed is not sent again", traces.tags),
    Promise(5, "Forms say their date before the first field", forms.dates),
    Promise(5, "Forms are where they belong", forms.all_there),
    Promise(5, "Forms are kept by nobody", forms.kept_by_nobody),
    Promise(5, "What is typed is not remembered", forms.fields_are_not_remembered),
    Promise(5, "Forms hold nothing of this one reader", forms.hold_no_token),
    Promise(6, "Statements carry their source and their day", words.statements),
    Promise(6, "Statements are where they belong", words.statements_are_there),
    Promise(7, "A page names its other languages", words.alternates),
    Promise(7, "Translations say what they are", words.translations),
    Promise(0, "The way out is on every page", leaving.on_every_page),
    Promise(0, "The way out leads away at once", leaving.leads_away),
    Promise(0, "Other sites do not learn where a reader was", leaving.tells_nobody),
    Promise(0, "Titles and addresses give nobody away", words.titles),
    Promise(0, "Who is in danger finds the number for that", words.who_helps_now),
    Promise(0, "The policy for browsers lets nothing else in", policy.lets_nothing_else_in),
    Promise(0, "The other headers protect readers", headers.other_headers),
    Promise(0, "Browsers ask before they show a page again", headers.asked_again),
    Promise(0, "The way here stays encrypted", headers.encrypted),
    Promise(0, "The server does not tell its version", headers.silent_about_us),
    Promise(0, "The site goes by its own name", words.own_name),
    Promise(0, "Staff pages are kept and found by nobody", staff.kept_and_found_by_nobody),
    Promise(0, "Cookies of staff stay behind their door", staff.cookies),
    Promise(0, "No page leads to the staff door", staff.unlinked),
)
# What somebody outside cannot see, and what shows it.
UNSEEN = (
    (
        1,
        "No address and no browser is stored or logged",
        "tests/test_readers.py, tests/test_logs.py, tests/test_nginx.py",
    ),
    (
        1,
        "No cookie either in the answers to forms that are sent",
        "tests/test_readers.py, tests/contact/test_message.py",
    ),
    (4, "Sealed on arrival", "tests/inbox/test_copied_disk.py, tests/journeys/test_sealed.py"),
    (5, "Gone on its date", "tests/inbox/test_expiry.py, tests/contact/test_gone_from_disk.py"),
    (6, "Whether a source says what the statement says", "nobody but a reader of both"),
    (7, "Whether a page without a note has been checked by a native speaker", "the front page for staff"),
    (8, "It can be printed", "tests/journeys/test_print.py"),
    (8, "It leaves as a mirror and over an onion service", "nothing yet"),
)


def audit(
    site: str,
    per_second: float,
    within: float,
    everything: bool = False,
    context: ssl.SSLContext | None = None,
    scripts_here: frozenset[bytes] | None = None,
) -> tuple[list[Finding], int]:
    """Look at a site for ``within`` seconds at most. Returns what came of each promise, and how many pages were seen.

    Where ``scripts_here`` is given, the site's scripts must be among these. Raises ``Unreachable`` where there is no
    site, and ``OutOfTime``.
    """
    with Asker(site, per_second, time.monotonic() + within, context) as asker:
        today = date.today().toordinal()  # noqa: DTZ011 - only that it is another one tomorrow
        seen = look_at(asker, today, everything)
        seen.scripts = scripts_here
        # The same fault in many places is one to mend, but each place is named.
        findings = [Finding(each, tuple(dict.fromkeys(each.check(seen)))) for each in PROMISES]
    return findings, len(seen.answers)
