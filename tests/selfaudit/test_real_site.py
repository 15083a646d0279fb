"""The real site, as it is served, keeps every promise that can be seen from outside."""

import subprocess
import sys

from tests.journeys.server import BASE_DIR, serving


def test_the_real_site_keeps_all_its_promises(tmp_path):
    with serving(tmp_path, WORKER="0") as site:
        site.python("from tests.samples import make_samples; make_samples()")
        command = [sys.executable, "manage.py", "selfaudit", site.url, "--per-second", "1000", "--keep"]
        audit = subprocess.run(command, cwd=BASE_DIR, env=site.environment, capture_output=True, text=True, check=False)

    assert (audit.returncode, audit.stderr) == (0, ""), audit.stdout + audit.stderr
    assert "BROKEN" not in audit.stdout
    assert (tmp_path / "selfaudit.json").exists()
