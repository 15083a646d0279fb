"""What chance sends: the same each time, so that a run of the tests that fails fails again.

    FUZZ=40 sh .ci/with-settings .venv/bin/python -m pytest tests/attacks -k fuzzed

sends forty times as much, and something else each time.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.search.odd import ODD

TIMES = int(os.environ.get("FUZZ", "1"))
# Nothing is written down beside the tests, and a slow machine fails none of them.
STEADY = {
    "derandomize": TIMES == 1,
    "database": None,
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
}


def steady(examples: int) -> settings:
    return settings(max_examples=examples * TIMES, **STEADY)


# Also what no browser sends: a client writes the bytes itself, and half a surrogate arrives as something that is none.
HALVES = st.text(st.characters(categories=["Cs"]), max_size=4)
CONTROLS = st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp"]), max_size=20)
HUGE = st.sampled_from(["x" * 100_000, "木" * 30_000, "\r\n" * 40_000, "9" * 5_000, "e\u0301" * 20_000, "<" * 50_000])
NUMBERS = st.sampled_from(
    [
        "0",
        "-1",
        "1e9",
        "NaN",
        "Infinity",
        "1.5",
        "٣",
        "²",
        "0x1",
        "99999999999999999999",
        "1" * 400,
        "2027-02-30",
        "0000-00-00",
        "10000-01-01",
        "2027-04-12T25:61",
        "24:00",
        "on",
        "true",
        "null",
        "[]",
        "{}",
    ]
)
VALUES = st.one_of(st.text(max_size=60), HALVES, CONTROLS, NUMBERS, st.sampled_from(sorted(ODD.values())), HUGE)
