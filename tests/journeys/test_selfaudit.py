"""The real site, as it is served, keeps every promise that can be seen from outside."""

import subprocess
import sys

from tests.journeys.server import BASE_DIR, Server


def test_the_real_site_keeps_all_its_promises(server: Server):
    command = [sys.executable, "manage.py", "selfaudit", server.url, "--per-second", "1000"]
    audit = subprocess.run(command, cwd=BASE_DIR, env=server.environment, capture_output=True, text=True, check=False)

    assert (audit.returncode, audit.stderr) == (0, ""), audit.stdout + audit.stderr
    assert "BROKEN" not in audit.stdout
