"""All faults, one after the other: ``make faults``, or ``.venv/bin/python -m bench.faults [NAME …]``. QUICK=1: shorter.

Everything is below bench/.scratch/ and gone afterwards. Ends with an error where one of them does.
"""

import os
import subprocess
import sys

from bench.scratch import BASE_DIR, scratch_folder, seed

FAULTS = (
    "kill9", "disk_full", "database", "mail", "clock", "upload_cut", "slow", "flood", "memory", "chinese",
)  # fmt: skip


def main() -> None:
    chosen = sys.argv[1:] or FAULTS
    failed = []
    with scratch_folder() as scratch:
        env = {**os.environ, "BENCH_SEED": str(seed(scratch / "seed"))}
        for name in chosen:
            print(f"\n── {name}", flush=True)
            command = [sys.executable, "-m", f"bench.faults.{name}"]
            if subprocess.run(command, cwd=BASE_DIR, env=env, check=False).returncode:
                failed.append(name)
    print(f"\nDoes not hold: {', '.join(failed)}." if failed else "\nAll of this holds.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
