"""How long it takes to mark what could show who somebody is, in texts that are made to be slow.

    .venv/bin/python -m bench.marking

Prints milliseconds for 1,250, 2,500 and 5,000 characters (a reply's most): twice the length may take about twice as
long, whatever is repeated.
"""

from time import perf_counter

from campaigns.marking import marked

LENGTHS = (1250, 2500, 5000)
REPEATED = (
    "a", "1", " ", ".", "@", "一", "街", "1 ", "1-", "a.", "a@", "A ", "1a ", "9a1A", "one ", "Aa de ", "(at)",
    "a (at) ", "4 street ", "1 a a a a ", "calle a ", "corner of a ", "plate ", "my name is ", "www.", "http://",
    "1st and ", "Ana Lopez wrote to me in 2013. ", "Me llamo Ana y vivo en la calle Valencia 24. ",
)  # fmt: skip


def milliseconds(text: str) -> float:
    """The best of five."""
    times = []
    for _attempt in range(5):
        start = perf_counter()
        marked(text)
        times.append(perf_counter() - start)
    return min(times) * 1000


def main() -> None:
    print("  ".join(f"{length:>7}" for length in LENGTHS), " repeated")
    for each in REPEATED:
        times = [milliseconds((each * max(LENGTHS))[:length]) for length in LENGTHS]
        print("  ".join(f"{time:7.1f}" for time in times), f" {each!r}")


if __name__ == "__main__":
    main()
