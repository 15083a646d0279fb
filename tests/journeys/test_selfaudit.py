"""The real site, as it is served, keeps every promise that can be seen from outside. What does not is found."""

import subprocess
import sys
from functools import partial

from idpwsp.selfaudit.audit import audit
from tests.journeys.server import BASE_DIR, Server
from tests.selfaudit.liar import Reply, serving
from tests.selfaudit.rewriting import Rewriting


def test_the_real_site_keeps_all_its_promises(server: Server):
    command = [sys.executable, "manage.py", "selfaudit", server.url, "--per-second", "1000"]
    audit = subprocess.run(command, cwd=BASE_DIR, env=server.environment, capture_output=True, text=True, check=False)

    assert (audit.returncode, audit.stderr) == (0, ""), audit.stdout + audit.stderr
    assert "BROKEN" not in audit.stdout


# Where a proxy changes what → the one promise that is broken by it. All at once, each on a page of its own.
CHANGES = {
    "/rights/records/": ("</head>", '<meta http-equiv="set-cookie" content="a=b"></head>', "No cookie for readers"),
    "/rights/papers/": ("</main>", "<script>x</script></main>", "No script inside a page"),
    "/rights/address/": (' rel="noreferrer"', "", "Other sites do not learn where a reader was"),
    "/facts/who/": ("</main>", f"{' '.join(map(str, range(12_000)))}</main>", "A page fits in 14 KB"),
    "/facts/income/": (
        "</head>", '<meta http-equiv=refresh content="0;https://spy.example/"></head>', "No other host is asked",
    ),
    "/rights/compensation/": ('class="checked"', "", "Statements carry their source and their day"),
    "/help/": ('class="leave"', 'class="leave" hidden', "The way out is on every page"),
    "/contact/": ('class="deleted-after"', "", "Forms say their date before the first field"),
    "/speaker/": ("<form", "<div", "Forms are where they belong"),
    "/search/#found": ("</h1>", '</h1><a href="/search/?q=help">x</a>', "Searched words stand in no address"),
    "/facts/": ('rel="canonical" href="', 'rel="canonical" href="https://x.example/', "The site goes by its own name"),
}  # fmt: skip


def change(reply: Reply) -> None:
    if reply.path in CHANGES:
        old, new, _promise = CHANGES[reply.path]
        reply.replace(old, new)


def test_what_a_proxy_changes_is_found_on_every_page(server: Server):
    with serving(kind=partial(Rewriting, server.url)) as front:
        front.lie = change
        outcomes, _seen = audit(front.url, per_second=10_000, within=120)

    found = {(each.promise.text, fault.where.partition("#")[0]) for each in outcomes for fault in each.faults}
    missed = {(promise, path.partition("#")[0]) for path, (_old, _new, promise) in CHANGES.items()} - found
    assert missed == set()
