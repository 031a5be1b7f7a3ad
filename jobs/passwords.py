"""Passwords: what a good one is, how it is kept (argon2id), and one-time passwords for new users."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 128

#: 64 MiB each (RFC 9106, second recommended choice): a crowd of logins must not eat the memory of a small machine.
_AT_ONCE = BoundedSemaphore(4)
_hasher = PasswordHasher()

#: Without letters and digits that look alike.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def weakness(password: str, login: str) -> str:
    """What is wrong with a password that somebody chose, in Chinese; empty when nothing is."""
    if len(password) < SHORTEST:
        return f"密码至少 {SHORTEST} 位"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 位"
    if not (re.search(r"[^\W\d_]", password) and re.search(r"\d", password)):
        return "密码要同时有字母和数字"
    if len(set(password)) < 6:
        return "密码里重复的字符太多"
    if login and login in password.lower():
        return "密码里不能有登录名"
    return ""


def hashed(password: str) -> str:
    with _AT_ONCE:
        return _hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. Takes as long when there is none to compare with: nobody learns who has one."""
    with _AT_ONCE:
        try:
            return _hasher.verify(password_hash or _nobody(), password[:LONGEST]) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def one_time() -> str:
    """A password to be told to a new user, who has to change it: about 79 bits, easy to read out."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


@lru_cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))
