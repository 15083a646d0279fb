"""The key of the hashes is in the memory of one server, and never anywhere else."""

import subprocess
import sys

from idpwsp.foundation.guard.secret import keyed_hash

PRINT_HASH = "from idpwsp.foundation.guard.secret import keyed_hash; print(keyed_hash('192.0.2.1'))"


def in_another_process(script):
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_the_same_is_the_same_and_anything_else_is_not():
    assert keyed_hash("once", "a", [("b", "c")]) == keyed_hash("once", "a", [("b", "c")])
    assert keyed_hash("ab", "c") != keyed_hash("a", "bc")
    assert keyed_hash(["a"], "b") != keyed_hash("a", ["b"])
    assert keyed_hash("1") != keyed_hash(1)


def test_with_the_same_settings_another_server_has_another_key():
    """So nothing that lies on the disk can be it: four thousand million addresses are soon tried out."""
    assert len({in_another_process(PRINT_HASH), in_another_process(PRINT_HASH), keyed_hash("192.0.2.1")}) == 3


def test_it_is_made_before_django_is_there():
    """gunicorn's configuration makes it in the parent process, where nothing of Django may be touched."""
    loaded = in_another_process(f"{PRINT_HASH}; import sys; print([name for name in sys.modules if 'django' in name])")
    assert loaded.splitlines()[1] == "[]"
