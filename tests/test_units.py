"""What deploy's systemd units have to say. ``systemd-analyze security`` is not on every machine; these lines are."""

import re
from pathlib import Path

import pytest

from bench.nginx import SHIPPED
from idpwsp import gunicorn_conf, worker

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
SERVICES = ("idpwsp.service", "idpwsp-worker.service")
# In both. Whoever takes one out has a reason, which belongs in docs/decisions/0041.
HARDENING = """
User=idpwsp UMask=0077 NoNewPrivileges=true CapabilityBoundingSet= AmbientCapabilities= ProtectSystem=strict
ReadWritePaths=/var/lib/idpwsp StateDirectory=idpwsp StateDirectoryMode=0700 ProtectHome=true PrivateTmp=true
PrivateDevices=true DevicePolicy=closed PrivateUsers=true ProtectProc=invisible ProcSubset=pid ProtectClock=true
ProtectHostname=true ProtectControlGroups=true ProtectKernelLogs=true ProtectKernelModules=true
ProtectKernelTunables=true RemoveIPC=true LockPersonality=true MemoryDenyWriteExecute=true RestrictNamespaces=true
RestrictRealtime=true RestrictSUIDSGID=true SystemCallArchitectures=native SystemCallFilter=@system-service
"""
FAMILIES = "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"


def lines(name: str) -> list[str]:
    """What a unit says, without comments."""
    return [line for line in (DEPLOY / name).read_text().splitlines() if line and line[0] not in "#["]


def value(unit: str, name: str) -> str:
    """Raises ``ValueError`` where it is not said once."""
    [found] = [line.partition("=")[2] for line in lines(unit) if line.startswith(f"{name}=")]
    return found


@pytest.mark.parametrize("unit", SERVICES)
def test_a_unit_may_do_no_more_than_it_has_to(unit):
    said = lines(unit)

    assert [each for each in [*HARDENING.split(), FAMILIES] if each not in said] == []
    assert "SystemCallFilter=~@privileged @resources" in said
    # Each of these would take something back.
    assert not [line for line in said if re.match(r"ExecStart(Pre|Post)?=-?[+!]|PermissionsStartOnly|BindPaths", line)]


@pytest.mark.parametrize("unit", SERVICES)
def test_nothing_of_a_request_comes_to_the_disk_by_swap_or_by_a_crash(unit):
    assert value(unit, "MemorySwapMax") == "0"
    assert value(unit, "LimitCORE") == "0"
    # What it says goes to the journal, where tests/test_logs.py holds for it.
    assert not [line for line in lines(unit) if line.startswith(("StandardOutput", "StandardError"))]


@pytest.mark.parametrize("unit", SERVICES)
def test_a_unit_is_started_again_for_as_long_as_it_takes(unit):
    assert value(unit, "Restart") == "always"
    # Beyond the usual limit systemd would also close the socket, and with it the site.
    assert value(unit, "StartLimitIntervalSec") == "0"
    # One process that takes too much memory is ended alone: gunicorn starts another.
    assert value(unit, "OOMPolicy") == "continue"


def test_neither_takes_the_memory_of_a_machine_with_512_megabytes_alone():
    """What they take together was seen on such a machine: deploy/README.md."""
    web, periodic = [int(value(unit, "MemoryMax").removesuffix("M")) for unit in SERVICES]
    assert web <= 400
    assert periodic <= 200


def test_the_website_speaks_to_this_machine_alone_and_the_worker_to_a_mail_server():
    web, periodic = SERVICES

    assert value(web, "IPAddressDeny") == "any"
    assert value(web, "IPAddressAllow") == "localhost"
    assert value(periodic, "IPAddressDeny") == "link-local multicast"


def test_requests_that_have_begun_are_finished_before_a_unit_is_killed():
    web, periodic = SERVICES

    assert gunicorn_conf.graceful_timeout < int(value(web, "TimeoutStopSec"))
    assert int(value(periodic, "TimeoutStopSec")) > worker.LAST_WORDS
    # All at once, workers would be told by systemd and by their master.
    assert value(web, "KillMode") == "mixed"


def test_the_socket_is_where_the_proxies_ask_and_outlives_the_website():
    address = value("idpwsp.socket", "ListenStream")

    assert address == "127.0.0.1:8000"
    assert f"server {address};" in SHIPPED.read_text()
    assert f"reverse_proxy {address}" in (DEPLOY / "Caddyfile").read_text()
    assert "Requires=idpwsp.socket" in lines("idpwsp.service")
    assert "PartOf" not in (DEPLOY / "idpwsp.socket").read_text()


def test_the_worker_runs_once():
    assert "Environment=WORKER=0" in lines("idpwsp.service")
    assert value("idpwsp-worker.service", "ExecStart").endswith("manage.py worker")
    assert value("idpwsp.service", "ExecStart").endswith("-m idpwsp.run")
