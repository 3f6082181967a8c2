"""Every setting of the site, read strictly from the environment (docs/operations.md lists the variables)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mug_site.database.address import embedded_urls
from mug_site.demo_secrets import demo_secret
from mug_site.environment import (
    REQUIRED,
    Environment,
    Kind,
    boolean,
    count,
    digit,
    fernet_keys,
    mail_url,
    one_of,
    pairs,
    port,
    postgres_url,
    signing_key,
    site_url,
    text,
    words,
)
from mug_site.mail.configuration import PROVIDERS, TIMEOUT, mail_of

env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of site this is ---------------------------------------------------------------------------------------

SITE_MODE = env(
    "SITE_MODE",
    one_of("demo", "production"),
    default="demo",
    meaning="A demo answers only on this machine, keeps its mail and makes its own secrets. Production takes none of that.",
)
DEMO = SITE_MODE == "demo"
DEBUG = False
DATA_DIR = Path(
    env(
        "DATA_DIR",
        text,
        default=str(BASE_DIR / "var"),
        shown="var",
        meaning="Where the site keeps what it writes: database, files, mail.",
    )
).resolve()


def secret(name: str, kind: Kind, *, meaning: str) -> Any:
    """A secret from the environment; only the demo makes its own, kept in DATA_DIR."""
    value = env(name, kind, default=None if DEMO else REQUIRED, shown="production: required", meaning=meaning)
    return kind(demo_secret(DATA_DIR, name)) if value is None else value


SECRET_KEY = secret("SECRET_KEY", signing_key, meaning="Signs sessions and links.")
FIELD_KEYS = secret(
    "FIELD_KEYS", fernet_keys, meaning="Encrypt second-factor seeds, newest first; old ones still read."
)
ALLOWED_HOSTS = env(
    "ALLOWED_HOSTS",
    words,
    default=["localhost", "127.0.0.1", "[::1]"] if DEMO else REQUIRED,
    shown="demo: this machine; production: required",
    meaning="The host names the site answers to.",
)
PORT = env("PORT", port, default=8000, meaning="The port that `make run` listens on, on this machine only.")
MAINTENANCE = env(
    "MAINTENANCE",
    boolean,
    default=False,
    meaning="Answers every page with 503, without a database. A file named maintenance in DATA_DIR does the same, at once.",
)
WEB_WORKERS = env("WEB_WORKERS", count, default=2, meaning="Processes that `make run` answers requests with.")
WEB_THREADS = env("WEB_THREADS", count, default=4, meaning="Requests that each of them answers at the same time.")
SITE_URL = env(
    "SITE_URL",
    site_url,
    default=f"http://127.0.0.1:{PORT}" if DEMO else REQUIRED,
    shown="demo: http://127.0.0.1:PORT; production: required",
    meaning="The address that links in e-mails begin with, without a slash at the end.",
)

# --- The group: what a new site starts with; editors change it in Wagtail --------------------------------------------

GROUP_NAME = env("GROUP_NAME", text, default="Mitel User Group", meaning="The group's name on a new site.")
GROUP_SHORT_NAME = env("GROUP_SHORT_NAME", text, default="MUG", meaning="The group's short name on a new site.")
VENDOR_NAME = env("VENDOR_NAME", text, default="Mitel", meaning="The vendor's name on a new site.")

# --- Applications ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "mug_site.database",
    "mug_site.jobs",
    "mug_site.design",
    "members",
    "mug_site.pages",
    "mug_site.demo",
    # The forums: our subclasses of machina's apps. Never machina.apps.* here, nor machina itself: its pages stay out.
    "forums",
    "forums.forum",
    "forums.forum_conversation",
    "forums.forum_conversation.forum_attachments",
    "forums.forum_conversation.forum_polls",
    "forums.forum_feeds",
    "forums.forum_member",
    "forums.forum_moderation",
    "forums.forum_permission",
    "forums.forum_search",
    "forums.forum_tracking",
    "mptt",
    "mug_site.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "mug_site.accounts.apps.GuardedAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",  # last: its templates for controls give way to both admins' and ours
]

MIDDLEWARE = [
    "mug_site.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mug_site.refusals.Maintenance",
    "mug_site.refusals.Refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "mug_site.kept.KeptForSignIn",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mug_site.accounts.middleware.PersonMiddleware",
    "mug_site.accounts.middleware.SecondFactorMiddleware",
    "mug_site.accounts.middleware.SessionTraceMiddleware",
    "forums.access.MembersOnlyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "mug_site.urls"
WSGI_APPLICATION = "mug_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"  # machina's tables; our own app configs say BigAutoField
SILENCED_SYSTEM_CHECKS: list[str] = []

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "members.notices.context.unread_notices",
                "mug_site.pages.frame.frame",
                "members.people.context.account_links",
            ],
        },
    },
]
FORM_RENDERER = "mug_site.design.renderer.FormRenderer"

# --- Database: DATABASE_URL wins; without it the site runs its own ---------------------------------------------------

DATABASE_ROLE = env(
    "DATABASE_ROLE",
    one_of("web", "owner", "export"),
    default="web",
    meaning="The role this process connects as: web serves, owner migrates, export alone reads a release's rows.",
)
DATABASE_URL = env(
    "DATABASE_URL",
    postgres_url,
    default="",
    meaning="PostgreSQL 15 or newer, as the web role. Empty: the site runs its own.",
)
DATABASE_URLS = {
    "web": DATABASE_URL,
    "owner": env(
        "DATABASE_OWNER_URL",
        postgres_url,
        default=DATABASE_URL,
        shown="DATABASE_URL",
        meaning="The same database as the role that owns the tables.",
    ),
    "export": env(
        "DATABASE_EXPORT_URL",
        postgres_url,
        default=DATABASE_URL,
        shown="DATABASE_URL",
        meaning="The same database as the export role.",
    ),
}
if not DATABASE_URL:
    if DATABASE_URLS["owner"] or DATABASE_URLS["export"]:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL or DATABASE_EXPORT_URL is set without DATABASE_URL. Set all three, or none."
        )
    DATABASE_URLS = embedded_urls(DATA_DIR)
DATABASES = {"default": dj_database_url.parse(DATABASE_URLS[DATABASE_ROLE], conn_max_age=60, conn_health_checks=True)}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "mug_site_cache",
        # Rate limits and used codes live here: the default of 300 entries would throw them out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Jobs ------------------------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail", "export"]}}

# --- People and sign-in ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["mug_site.accounts.backend.PersonBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PROXIES = env(
    "PROXIES",
    digit,
    default=0 if DEMO else 1,
    meaning="How many proxies of yours stand before the site: each adds the address it saw to X-Forwarded-For.",
)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ACCOUNT_ADAPTER = "mug_site.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "mug_site.accounts.forms.AddEmailForm",
    "change_password": "mug_site.accounts.forms.ChangePasswordForm",
    "login": "mug_site.accounts.forms.LoginForm",
    "reauthenticate": "mug_site.accounts.forms.ReauthenticateForm",
    "reset_password": "mug_site.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "mug_site.accounts.forms.ResetPasswordKeyForm",
    "signup": "mug_site.accounts.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that registered; any other asks for the password
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "signup": "20/h/ip", "reset_password": "20/h/ip,5/h/key"}
MFA_ADAPTER = "mug_site.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "mug_site.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "mug_site.accounts.forms.AddWebAuthnForm",
    "authenticate": "mug_site.accounts.forms.AuthenticateForm",
    "authenticate_webauthn": "mug_site.accounts.forms.AuthenticateWebAuthnForm",
    "edit_webauthn": "mug_site.accounts.forms.EditWebAuthnForm",
    "login_webauthn": "mug_site.accounts.forms.LoginWebAuthnForm",
    "reauthenticate": "mug_site.accounts.forms.ReauthenticateCodeForm",
    "reauthenticate_webauthn": "mug_site.accounts.forms.ReauthenticateWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # browsers count http://localhost as secure, the library does not
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs in unverified; so an officer may change the address
USERSESSIONS_TRACK_ACTIVITY = True

# --- Mail ------------------------------------------------------------------------------------------------------------

MAIL_URL = env("MAIL_URL", mail_url, default="", meaning="The mail server that production sends through.")
ANYMAIL_PROVIDER = env(
    "ANYMAIL_PROVIDER",
    one_of(*PROVIDERS),
    default="",
    meaning="The provider that production sends through, instead of a mail server.",
)
ANYMAIL_KEYS = env(
    "ANYMAIL_KEYS", pairs, default={}, shown="", meaning="That provider's settings, as Anymail names them."
)
MAIL = mail_of(demo=DEMO, url=MAIL_URL, provider=ANYMAIL_PROVIDER, keys=ANYMAIL_KEYS)
EMAIL_BACKEND = MAIL.backend
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
EMAIL_TIMEOUT = TIMEOUT
ANYMAIL = {**MAIL.keys, "REQUESTS_TIMEOUT": TIMEOUT}
DEFAULT_FROM_EMAIL = env(
    "MAIL_FROM",
    text,
    default="MUG <office@mug.example>" if DEMO else REQUIRED,
    shown="demo: MUG <office@mug.example>; production: required",
    meaning="The address that the group's mail comes from.",
)

# --- Pages -----------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = GROUP_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
# Each of these would show people to editors, or change an account beside allauth (docs/adr/0007).
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # a hash of a member's address is member data
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "pages.SiteImage"
WAGTAILIMAGES_RENDITION_STORAGE = "private"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]  # no SVG: it is a program
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_DOCUMENT_MODEL = "pages.SiteDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]

# --- Forums ----------------------------------------------------------------------------------------------------------

MACHINA_FORUM_NAME = GROUP_SHORT_NAME
MACHINA_MARKUP_LANGUAGE: tuple[str, dict[str, object]] = ("forums.markup.render_stored", {})
MACHINA_MARKUP_WIDGET = None

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "mug_site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "mug_site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "base_url": None},
    },
    "staticfiles": {"BACKEND": "mug_site.design.storage.StaticFilesStorage"},
}

# --- Headers and cookies ---------------------------------------------------------------------------------------------

SECURE = env(
    "TLS",
    boolean,
    default=not DEMO,
    shown="demo: no; production: yes",
    meaning="Whether the site is reached by TLS only, and says so to browsers.",
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}
CSRF_FAILURE_VIEW = "mug_site.kept.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # so that a text of 10 MB is refused beside its field, and still there
