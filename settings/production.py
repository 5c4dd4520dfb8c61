"""The city's servers. Refuses to start on a default secret, without keys, or with synthetic numbers allowed."""

from django.core.exceptions import ImproperlyConfigured

from settings import environment as env
from settings.base import *  # noqa: F403
from settings.base import (
    ALLOWED_HOSTS,
    CASEWORK_ALLOW_SYNTHETIC_IDS,
    CASEWORK_FIELD_KEYS,
    CASEWORK_INDEX_KEY,
    DATABASES,
    INSECURE_SECRET,
    SECRET_KEY,
)

DEBUG = False
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
CASEWORK_DEMO_ACCOUNTS_ALLOWED = False

MISTAKES = [
    sentence
    for wrong, sentence in [
        (SECRET_KEY == INSECURE_SECRET or len(SECRET_KEY) < 40, "CASEWORK_SECRET_KEY 未设置或过短（至少40个字符）"),
        (not CASEWORK_FIELD_KEYS, "CASEWORK_FIELD_KEYS 未设置：敏感字段没有加密密钥"),
        (not CASEWORK_INDEX_KEY, "CASEWORK_INDEX_KEY 未设置：证件号码没有索引密钥"),
        (CASEWORK_ALLOW_SYNTHETIC_IDS, "CASEWORK_ALLOW_SYNTHETIC_IDS 只供演示，生产环境不得开启"),
        (not env.text("ALLOWED_HOSTS"), "CASEWORK_ALLOWED_HOSTS 未设置"),
        ("*" in ALLOWED_HOSTS, "CASEWORK_ALLOWED_HOSTS 不得为 *"),
    ]
    if wrong
]
if MISTAKES:
    raise ImproperlyConfigured("生产环境不能启动：\n" + "\n".join(f"  - {sentence}" for sentence in MISTAKES))
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # NORMAL may lose the last commits at a power cut; FULL does not
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=FULL"
