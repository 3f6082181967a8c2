"""The environment is read strictly: a wrong value names the variable, what it got and what it takes."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from mug_site import environment
from mug_site.environment import REQUIRED, Environment
from mug_site.mail.configuration import PROVIDERS, mail_of

PRODUCTION = {
    "SITE_MODE": "production",
    "SECRET_KEY": "k3y-that-is-long-enough-to-sign-sessions-and-links-0123456789",
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": "members.example.org",
    "SITE_URL": "https://members.example.org",
    "DATABASE_URL": "postgres://web@db.example.org/mug",
    "DATABASE_OWNER_URL": "postgres://owner@db.example.org/mug",
    "DATABASE_EXPORT_URL": "postgres://export@db.example.org/mug",
    "MAIL_URL": "smtp://office:secret@mail.example.org",
    "MAIL_FROM": "MUG <office@example.org>",
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
        (environment.mail_url, "smtps://me:p%40ss@mail.example:466", "smtps://me:p%40ss@mail.example:466"),
        (environment.pairs, "A_KEY=a=b, B=c", {"A_KEY": "a=b", "B": "c"}),
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
        (environment.mail_url, "mail.example.org"),
        (environment.mail_url, "smtp://"),
        (environment.mail_url, "smtp://mail.example.org:0"),
        (environment.mail_url, "smtp://mail.example.org:mail"),
        (environment.mail_url, "smtp://mail.example.org/?tls=no"),
        (environment.pairs, "key"),
        (environment.pairs, "=value"),
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


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "SITE_URL", "MAIL_FROM"])
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


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"MAIL_URL": ""}, "set either MAIL_URL (SMTP) or ANYMAIL_PROVIDER"),
        ({"ANYMAIL_PROVIDER": "postmark"}, "set either MAIL_URL (SMTP) or ANYMAIL_PROVIDER"),
        ({"MAIL_URL": "", "ANYMAIL_PROVIDER": "postmark"}, "ANYMAIL_KEYS lacks POSTMARK_SERVER_TOKEN, which postmark"),
        ({"MAIL_URL": "", "ANYMAIL_PROVIDER": "pigeon"}, "ANYMAIL_PROVIDER is 'pigeon', but it takes one of brevo, "),
    ],
)
def test_production_says_how_it_sends_mail(variables, why, tmp_path):
    loaded = load_settings(**{**PRODUCTION, "DATA_DIR": str(tmp_path), **variables})
    assert loaded.returncode == 1
    assert why in loaded.stderr


def test_a_demo_refuses_to_pretend_that_it_sends_mail(tmp_path):
    loaded = load_settings(DATA_DIR=str(tmp_path), MAIL_URL="smtp://mail.example.org")
    assert "a demo keeps its mail. Unset both." in loaded.stderr


def test_mail_is_sent_as_the_url_says():
    mail = mail_of(demo=False, url="smtps://office:p%40ss@mail.example.org", provider="", keys={})
    assert (mail.backend, mail.host, mail.port) == ("mug_site.mail.smtp.EmailBackend", "mail.example.org", 465)
    assert (mail.user, mail.password, mail.starttls, mail.tls) == ("office", "p@ss", False, True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_starts_with_the_keys_it_needs(provider, settings):
    keys = {name: "https://mail.example.org/" if name.endswith("URL") else "key" for name in PROVIDERS[provider]}
    mail = mail_of(demo=False, url="", provider=provider, keys=keys)
    settings.ANYMAIL_PROVIDER, settings.ANYMAIL = mail.provider, mail.keys
    assert get_connection(mail.backend).open() is True
