"""Settings. What an operator may change comes from the environment, through env.py."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import html_tags
from js_asset import static_lazy

from idpwsp import doctor, env, logs
from idpwsp.foundation.stylesheet import stylesheet_csp_hash

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.read(BASE_DIR)

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.hosts
# Further ones that are no names of this machine: where there is one, a demonstration counts for nothing.
OTHER_HOSTS = ENVIRONMENT.other_hosts
# Canonical addresses, hreflang and the sitemap are built on this, never on the Host header.
SITE_URL = ENVIRONMENT.site_url
# Whom to tell of a hole in the site: an address for /.well-known/security.txt, which is not there without it.
SECURITY_CONTACT = ENVIRONMENT.security_contact
# Everything that changes while the site runs is below this one folder.
DATA_DIR = ENVIRONMENT.data_dir

INSTALLED_APPS = [
    "idpwsp.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "crispy_forms",
    "js_asset",
    "django_prose_editor",
    "parler",
    "post_office",
    "reversion",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "idpwsp.foundation",
    "idpwsp.search",
    "resources",
    "campaigns",
    "contact",
    "contact.inbox",
    "idpwsp.signin",
    "idpwsp.apps.ProjectConfig",
]

MIDDLEWARE = [
    "idpwsp.middleware.no_cookies_from_readers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "idpwsp.middleware.response_headers",
    "csp.middleware.CSPMiddleware",
    "idpwsp.middleware.staff_policy",
    "idpwsp.health.watched",
    "idpwsp.middleware.compress_public_pages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "idpwsp.middleware.language_from_address",
    "django.middleware.common.CommonMiddleware",
    # A public view that takes a form and does not say how it is guarded is refused by this.
    "django.middleware.csrf.CsrfViewMiddleware",
    # Django's own and django-otp's, for staff alone: docs/decisions/0036.
    "idpwsp.signin.middleware.StaffSessionMiddleware",
    "idpwsp.signin.middleware.StaffAuthenticationMiddleware",
    "idpwsp.signin.middleware.StaffOTPMiddleware",
    "idpwsp.signin.middleware.nobody_without_a_code",
    "idpwsp.signin.middleware.acts_are_known",
    "idpwsp.signin.middleware.StaffMessageMiddleware",
]

ROOT_URLCONF = "idpwsp.urls"
WSGI_APPLICATION = "idpwsp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "idpwsp.chrome.chrome",
            ],
        },
    },
]
# The admin's widgets may be overridden in templates/ like any other template.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "db.sqlite3",
        # Each thread keeps its own open: opening one costs as much as several queries. docs/decisions/0036.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A write that starts as a read cannot be retried by SQLite; IMMEDIATE makes it wait instead.
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            # FULL, because a number is shown as soon as a message is committed: with NORMAL a power cut could still
            # take what is in the log alone, and with it the message, or bring back what somebody has deleted. It costs
            # one wait for the disk at each commit: half a millisecond more on an SSD, 2 at worst.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            ),
        },
    }
}
# The guard of public forms counts here: docs/decisions/0016. Public pages are kept elsewhere: docs/decisions/0031.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "guard": {
        "BACKEND": "idpwsp.foundation.guard.cache.ShortLivedCache",
        "LOCATION": "foundation_guard",
        # Beyond this, entries would be dropped at random.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
# ── The page cache ─────────────────────────────────────────────────────────
# What public pages are made of, by app or by model: whatever is written to one of their tables makes all kept pages
# old.
PUBLIC_CONTENT = ["resources", "campaigns", "inbox.QueueKey"]
# Strangers write to these, who are not to empty the cache; the code moves the generation where readers see a change.
MOVED_BY_HAND = ["campaigns.Reply", "campaigns.Endorsement"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Languages ──────────────────────────────────────────────────────────────
# English has no prefix; every other language has its code before the same words.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "idpwsp" / "locale"]
TIME_ZONE = "America/Los_Angeles"
USE_TZ = True
PARLER_LANGUAGES = {
    None: tuple({"code": code} for code, _name in LANGUAGES),
    "default": {"fallbacks": ["en"], "hide_untranslated": False},
}
PARLER_DEFAULT_LANGUAGE_CODE = "en"
# Its cache lives in one process, and would show other workers old words after an edit.
PARLER_ENABLE_CACHING = False

# ── Search ─────────────────────────────────────────────────────────────────
# Where it looks: each is a foundation.searchable.Source. A new kind of public content joins with one line.
SEARCHABLE = [
    "resources.searchable.PAGES",
    "campaigns.searchable.CAMPAIGNS",
    "campaigns.searchable.ARTICLES",
    "campaigns.searchable.EVENTS",
]

# ── A–Z and all pages ──────────────────────────────────────────────────────
# What other apps bring to both lists: each is a resources.listing.Addition.
LISTED = ["campaigns.listing.CAMPAIGNS"]

# ── Pages that show more than their words ──────────────────────────────────
# Address → functions from the page to further template context, for what comes from apps that pages know nothing of.
PAGE_CONTEXT: dict[str, tuple[str, ...]] = {
    "": ("campaigns.around.coming_up", "campaigns.around.years_won", "campaigns.around.newest"),
    "about/won/": ("campaigns.around.won",),
    "privacy/": ("contact.around.kept", "campaigns.around.kept", "idpwsp.keeping.kept"),
    "press/": ("campaigns.press.for_press",),
}

# ── Pages with a form ──────────────────────────────────────────────────────
# What goes from a request and an address to the words of the page there, for forms that know nothing of pages; or to
# the answer where no page is published.
PAGE_AROUND = "resources.views.around"

# ── Static files and media ─────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# As the process's own umask has it, like the rest of the data folder.
FILE_UPLOAD_PERMISSIONS = None
# What is sent stays in memory: a picture as it came, with place and time in it, is never on the disk.
FILE_UPLOAD_HANDLERS = ["idpwsp.foundation.uploads.MemoryUploadHandler"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ── Public forms ───────────────────────────────────────────────────────────
# Our own templates, in templates/forms/: the library ships none.
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["forms"]
CRISPY_FAIL_SILENTLY = False
# How many proxies of ours stand in front, each adding the address it was asked from to X-Forwarded-For.
PROXY_COUNT = ENVIRONMENT.proxy_count

# ── The sealed inbox ────────────────────────────────────────────────────────
# The file in front of which all processes of this machine stand in line before they turn a number or a passphrase into
# a key: each takes 64 MiB.
DERIVATION_LINE = DATA_DIR / "derivation.lock"
# How long backups are kept: what was deleted is in them until then, and the forms say so.
BACKUP_DAYS = ENVIRONMENT.backup_days

# ── Backups ─────────────────────────────────────────────────────────────────
# Where they are made, for whom they are encrypted, and the command that takes each off the machine.
BACKUP_DIR = ENVIRONMENT.backup_dir
BACKUP_DAILY = ENVIRONMENT.backup_daily
BACKUP_RECIPIENT = ENVIRONMENT.backup_recipient
BACKUP_COPY = ENVIRONMENT.backup_copy
# Whose rows are in none: who is signed in, with halves of unlocked keys; notices that would be sent again; what can be
# made anew. The table of the guard is left out too.
NOT_IN_BACKUPS = [
    "sessions.Session",
    # A link that was used would work again.
    "signin.Invitation",
    "post_office.Log",
    "post_office.Attachment_emails",
    "post_office.Attachment",
    "post_office.Email",
    "search.Entry",
    "search.Topic",
    "search.Outdated",
    "search.Made",
]

# ── What has a date, and what is done again and again ───────────────────────
# Functions that delete for good what has reached its date, and return how much; manage.py expire asks them in this
# order. What a backup has brought back goes first.
EXPIRING = [
    "contact.inbox.early_deletions.apply",
    "campaigns.moderation.take_away_again",
    "contact.inbox.expiry.expire",
    "idpwsp.backup.forgetting.forget_old",
    "contact.inbox.models.audit.forget_old",
    "campaigns.moderation.delete_expired",
    "idpwsp.foundation.guard.cache.forget_expired",
    "idpwsp.foundation.mail.forget_sent",
    "idpwsp.signin.sessions.clear_expired",
    "idpwsp.signin.invitations.forget_expired",
    "idpwsp.signin.security_log.forget_old",
]
# What the worker does besides, and in every how many seconds of the clock.
PERIODIC = [
    ("contact.inbox.notices.tell", 3600),
    ("idpwsp.foundation.mail.send_waiting", 60),
    ("idpwsp.selfaudit.daily.run", 24 * 3600),
    ("idpwsp.backup.shelf.rotate", 3600),
    ("idpwsp.backup.leftovers.clear", 3600),
    ("idpwsp.backup.nightly.run", 600),
]
WORKER_TICK = 60  # seconds

# ── Whether the site is well ────────────────────────────────────────────────
# What /readyz asks of apps: the word that it says, and a function that returns whether all is right.
READINESS = [("keys", "contact.inbox.readiness.keys_are_there")]
# What manage.py doctor looks at, in this order: functions that return findings (idpwsp/doctor/finding.py).
DOCTOR = doctor.CHECKS

# ── Mail, to staff alone ────────────────────────────────────────────────────
# Without a mail server nothing is put into the queue.
SENDS_MAIL = ENVIRONMENT.mail_server is not None
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = "idpwsp.foundation.mail.Backend"
EMAIL_TIMEOUT = 20  # seconds
if ENVIRONMENT.mail_server:
    EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.mail_server.host, ENVIRONMENT.mail_server.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.mail_server.user, ENVIRONMENT.mail_server.password
    EMAIL_USE_TLS = ENVIRONMENT.mail_server.scheme == "smtp+tls"
    EMAIL_USE_SSL = ENVIRONMENT.mail_server.scheme == "smtps"
POST_OFFICE = {
    "BACKENDS": {"default": EMAIL_BACKEND},
    # By default a mail that fails once is never sent. A week, every ten minutes:
    "MAX_RETRIES": 1008,
    "RETRY_INTERVAL": timedelta(minutes=10),
    # Which mail has gone is noted after each, so that a crash sends one of them twice, not a hundred.
    "BATCH_SIZE": 1,
    "THREADS_PER_PROCESS": 1,
}

# ── Rich text ──────────────────────────────────────────────────────────────
# A picture in a text is a reference; this finds what it refers to. The floor itself knows no pictures.
RICH_TEXT_PICTURES = "resources.models.picture.shown_by_token"
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("staff/picture.js")],
        "extensions": {"Picture": html_tags(["figure"], {"figure": ["data-picture"]})},
    }
]

# ── Safety on the wire ─────────────────────────────────────────────────────
# Public pages: their one sheet by its hash, the one script and pictures from here, and nothing else.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [stylesheet_csp_hash()],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# The first hash is that of the one sheet, for an address below /staff/ that is not there: its page is the public one.
# The second is that of the style which the rich text editor of this very version adds to the page; without it
# the editor stores no-break spaces. tests/journeys/test_staff.py fails when a new version changes it.
STAFF_CONTENT_SECURITY_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, stylesheet_csp_hash(), "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "object-src": [NONE],
}
X_FRAME_OPTIONS = "DENY"
# A card of a page has 22 fields, each with the value it was opened with: the page with 28 cards sends 1,200. Django's
# limit of 1,000 would refuse it whole, with all that was typed into it; its limit of 2.5 MB for all together stays.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Not no-referrer: browsers would then send "Origin: null" with our own forms.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = ENVIRONMENT.over_tls
# A watcher on this machine asks gunicorn itself, without encryption.
SECURE_REDIRECT_EXEMPT = ["^(?:healthz|readyz)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENVIRONMENT.over_tls else 0
# For this host alone: what else the organisation runs under its domain is not ours to lock.
# axes.W002: its middleware would put a page of its own over the one that holds somebody's words.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "axes.W002"]

# Only staff have cookies, and only below /staff/.
STAFF_PATH = "/staff/"
SESSION_COOKIE_NAME = "staff"
SESSION_COOKIE_PATH = STAFF_PATH
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_SECURE = ENVIRONMENT.over_tls
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = "staff-form"
CSRF_COOKIE_PATH = STAFF_PATH
# Django would leave it in the browser for a year.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = ENVIRONMENT.over_tls
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "idpwsp.views.csrf_failure"
# Messages to staff travel in the session, not in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "admin:login"
# Who may have links to other hosts checked: whoever may change the pages they stand in.
LINKS_PERMISSION = "resources.change_page"
# Who may change words in languages other than English, without the right to change the thing. idpwsp/roles.py makes it.
TRANSLATION_PERMISSION = "auth.translate_content"
# The first refuses to try a password where there were too many wrong ones; the second tries it.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# We count ourselves, in the table of the guard, by keyed hashes: no name, address or user agent is ever stored.
AXES_HANDLER = "idpwsp.signin.lockout.Handler"
AXES_CLIENT_IP_CALLABLE = "idpwsp.signin.lockout.sender"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
# Under this name the site stands in the app on somebody's phone.
OTP_TOTP_ISSUER = "IDPWSP"
# Its own limit would let anybody who knows the password keep a colleague out; ours are in idpwsp/signin/lockout.py.
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_TOTP_SYNC = False
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# ── Log ────────────────────────────────────────────────────────────────────
LOGGING = logs.LOGGING
