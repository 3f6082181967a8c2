"""The environment is read strictly: a wrong value names the variable, what it got and what it takes."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mug_site import environment
from mug_site.environment import REQUIRED, Environment

PRODUCTION = {
    "SITE_MODE": "production",
    "SECRET_KEY": "k3y-that-is-long-enough-to-sign-sessions-and-links-0123456789",
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": "members.example.org",
    "SITE_URL": "https://members.example.org",
    "DATABASE_URL": "postgres://web@db.example.org/mug",
    "DATABASE_OWNER_URL": "postgres://owner@db.example.org/mug",
    "DATABASE_EXPORT_URL": "postgres://export@db.example.org/mug",
}


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (environment.boolean, "Yes", True),
        (environment.boolean, "off", False),
        (environment.port, "8000", 8000),
        (environment.words, "a, b,,c ", ["a", "b", "c"]),
        (environment.site_url, "https://a.example/", "https://a.example"),
        (environment.postgres_url, "postgres://web@%2Ftmp%2Fx/mug", "postgres://web@%2Ftmp%2Fx/mug"),
        (environment.one_of("a", "b"), "b", "b"),
    ],
)
def test_a_value_is_read_as_its_kind(kind, value, read):
    assert Environment({"IT": value})("IT", kind, default=None, meaning="") == read


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (environment.boolean, "maybe"),
        (environment.port, "0"),
        (environment.port, "65536"),
        (environment.port, "٨٠"),
        (environment.port, "80.0"),
        (environment.site_url, "members.example.org"),
        (environment.site_url, "https://a.example/path"),
        (environment.postgres_url, "mysql://a/b"),
        (environment.postgres_url, "postgres://host"),
        (environment.signing_key, "short"),
        (environment.signing_key, "a" * 60),
        (environment.fernet_keys, "not-a-key"),
        (environment.one_of("a", "b"), "c"),
    ],
)
def test_a_wrong_value_is_refused_by_name(kind, value):
    with pytest.raises(ImproperlyConfigured) as refusal:
        Environment({"IT": value})("IT", kind, default=None, meaning="What it is for.")
    assert str(refusal.value).startswith("IT is ")
    assert kind.takes in str(refusal.value)
    assert str(refusal.value).endswith("What it is for.")


def test_a_wrong_secret_is_not_repeated():
    with pytest.raises(ImproperlyConfigured) as refusal:
        Environment({"IT": "almost-right"})("IT", environment.signing_key, default=None, meaning="")
    assert "almost-right" not in str(refusal.value)


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_variable_takes_its_default(value):
    assert Environment({"IT": value})("IT", environment.port, default=7, meaning="") == 7


def test_a_required_variable_that_is_missing_is_named():
    with pytest.raises(ImproperlyConfigured, match=r"IT is not set\. It takes any text: What it is for\."):
        Environment({})("IT", default=REQUIRED, meaning="What it is for.")


def load_settings(**variables: str) -> subprocess.CompletedProcess[str]:
    """Loads the settings in a process of their own, with nothing of ours in its environment."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", "from mug_site import settings; print(settings.SITE_MODE)"],
        env={"PATH": os.environ["PATH"], **variables},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_all_it_needs(tmp_path):
    loaded = load_settings(**PRODUCTION, DATA_DIR=str(tmp_path))
    assert (loaded.stdout, loaded.stderr) == ("production\n", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "SITE_URL"])
def test_production_refuses_to_start_without(name, tmp_path):
    variables = {**PRODUCTION, "DATA_DIR": str(tmp_path)}
    del variables[name]
    loaded = load_settings(**variables)
    assert loaded.returncode == 1
    assert f"ImproperlyConfigured: {name} is not set." in loaded.stderr


def test_the_demo_makes_its_own_secrets_and_keeps_them(tmp_path):
    assert load_settings(DATA_DIR=str(tmp_path)).returncode == 0
    secrets = {path.name: (path.read_text(), path.stat().st_mode & 0o777) for path in (tmp_path / "secrets").iterdir()}
    assert load_settings(DATA_DIR=str(tmp_path)).returncode == 0
    assert {path.name: (path.read_text(), 0o600) for path in (tmp_path / "secrets").iterdir()} == secrets
    assert sorted(secrets) == ["field_keys", "secret_key"]
