from django.core import checks

from idpwsp.doctor import configuration
from tests.doctor.asking import said, states


def test_debugging_is_wrong(settings):
    settings.DEBUG = False
    assert states(configuration.debug) == ["ok"]
    settings.DEBUG = True
    assert states(configuration.debug) == ["wrong"]


def test_readers_come_encrypted(settings):
    for address, state in (
        ("https://example.org", "ok"),
        ("http://" + "a" * 56 + ".onion", "ok"),
        ("http://127.0.0.1:8000", "look"),
        ("http://example.org", "wrong"),
    ):
        settings.SITE_URL = address
        assert states(configuration.address) == [state], address


def test_a_key_is_long_and_random(settings):
    settings.SECRET_KEY = "abcdefghijklmnopqrstuvwxyz" * 2
    assert states(configuration.secret_key) == ["ok"]
    for bad in ("abcdefghijklmnopqrstuvwxyz01234", "ab" * 40):
        settings.SECRET_KEY = bad
        assert states(configuration.secret_key) == ["wrong"]
        assert bad not in said(configuration.secret_key)


def test_what_django_says_is_passed_on(settings, monkeypatch):
    asked = []

    def found(**options):
        asked.append(options)
        return [
            checks.Error("A fault.", hint="Mend it.", id="x.E001"),
            checks.Warning("A worry.", id="x.W001"),
            checks.Warning("Silenced.", id="security.W021"),
            checks.Warning("DEBUG is on.", id="security.W018"),
        ]

    monkeypatch.setattr(checks, "run_checks", found)

    assert states(configuration.django_checks) == ["wrong", "look"]
    assert "A fault. (x.E001) Mend it." in said(configuration.django_checks)
    assert asked[0] == {"include_deployment_checks": True}
    monkeypatch.setattr(checks, "run_checks", lambda **_options: [])
    assert states(configuration.django_checks) == ["ok"]
