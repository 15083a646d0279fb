"""The clock jumps a day ahead while the site runs, then two days back, then is right again.

    .venv/bin/python -m bench.faults.clock

It is the clock that the site's own code reads; what measures time spans (time.monotonic) goes on, as in earnest.
"""

import sys
import time

from bench.asking import Proof
from bench.faults.site import REST, Sent, Site, ask, compare, is_plain, make_site, proving, send
from bench.faults.staff import staff_cookie

DAY = 24 * 3600
SERVE = [sys.executable, "-m", "gunicorn", "bench.faults.shifted", "-c", "python:idpwsp.gunicorn_conf"]
PAGES = ("/", "/rights/", "/help/", "/contact/", "/search/?q=court", "/events/", "/news/", "/staff/login/")
PUBLISH = """
from datetime import timedelta
from django.utils import timezone
from resources.models import Page
page = Page.objects.get(address="about/")
page.publish_at = timezone.now() + timedelta(hours=12)
page.save()
"""
EXPIRE = """
import time, time_machine
from idpwsp import expiry
with time_machine.travel(time.time() + OFFSET, tick=True):
    outcome = expiry.expire()
from contact.inbox.models import Conversation
print(outcome.failed, Conversation.everything.count())
"""
# As the worker does it, on a machine whose clock was set by hand.
WORKER = """
import time, time_machine
from idpwsp import clock, worker
clock.kernel_clock = lambda: clock.TIME_ERROR
expire = worker.Expiry()
done = [expire()]
with time_machine.travel(time.time() + OFFSET, tick=True):
    done.append(expire())
from contact.inbox.models import Conversation
print(*done, Conversation.everything.count())
"""


def main() -> None:
    with proving() as (proof, scratch):
        offset = scratch / "offset"
        offset.write_text("0")
        site, sent = make_site(scratch / "data", BENCH_CLOCK=str(offset)), Sent()
        site.python(PUBLISH)
        with site.serving(*SERVE):
            cookie = staff_cookie(site)
            for seconds, name in ((0, "right"), (DAY, "a day ahead"), (-DAY, "a day behind"), (0, "right again")):
                proof.of(f"The clock is {name}")
                offset.write_text(str(seconds))
                look(proof, site, sent, name)
                dates(proof, site, seconds, cookie)
                said = site.python(EXPIRE.replace("OFFSET", str(seconds)))
                kept = int(said.split()[-1])
                proof.holds("the hourly deletion takes nothing whose date has not come",
                            said.startswith("[]") and kept == len(sent.received), f"{kept} kept")  # fmt: skip
            compare(proof, site, sent)
            far(proof, site, sent)


def look(proof: Proof, site: Site, sent: Sent, name: str) -> None:
    answers = {path: ask(site.port, path) for path in PAGES}
    strange = [f"{path} {answer.status}" for path, answer in answers.items() if not is_plain(answer)]
    proof.holds("pages are served", not strange and answers["/"].status == 200, strange)
    for number in range(3):
        words = f"{name} {number} {REST}"
        proof.holds("a message arrives", sent.note(words, send(site.port, words)))
    said = ask(site.port, "/readyz")
    # Where the machine itself has less room than it asks for, that is said too.
    proof.holds("/readyz says what it said before", said.words.split() in (["ready"], ["disk"]), said.words.split())


def dates(proof: Proof, site: Site, seconds: int, cookie: str) -> None:
    # What was kept before the clock jumped is shown for a quarter of a minute at most.
    time.sleep(16)
    seen = ask(site.port, "/about/").status
    expected = 200 if seconds > 0 else 410
    proof.holds("what appears in half a day follows the clock, after 15 seconds", seen == expected, seen)
    answer = ask(site.port, "/staff/", Cookie=f"staff={cookie}")
    print(f"  seen   somebody on the staff who was signed in: {answer.status}")


def far(proof: Proof, site: Site, sent: Sent) -> None:
    proof.of("The clock is 400 days ahead")
    said = site.python(WORKER.replace("OFFSET", str(400 * DAY))).split()
    proof.holds("the worker doubts it, and deletes nothing", said == ["True", "False", str(len(sent.received))], said)


if __name__ == "__main__":
    main()
