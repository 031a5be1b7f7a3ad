"""Signing in through an OpenID provider (OpenID Connect Core 1.0, code flow with PKCE): an option in the settings."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from config.settings import Settings
from jobs.sign_in import SignInError

#: Signatures with a key pair only: a shared secret or none at all proves nothing.
_ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512")
_SECONDS, _LEEWAY = 10, 60
#: How long somebody may take at the provider, and how many may be there at once.
_PATIENCE, _CROWD = timedelta(minutes=10), 1000


@dataclass(frozen=True, slots=True)
class Pending:
    """A login under way: what the provider has to give back, and the page that was asked for."""

    nonce: str
    verifier: str
    redirect_uri: str
    then: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Proved:
    """Whom the provider has seen. ``subject`` never changes; ``login`` is the name there, empty when it tells none."""

    subject: str
    login: str


@dataclass(slots=True)
class Provider:
    """One OpenID provider. Safe to share between threads; logins under way are kept in this process only."""

    settings: Settings
    _pending: dict[str, Pending] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, redirect_uri: str, then: str, at: datetime) -> tuple[str, str]:
        """The provider's address to lead the browser to, and the state that it must bring back."""
        endpoint = self._endpoint(self._metadata(), "authorization_endpoint")
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._lock:
            self._pending = {key: one for key, one in self._pending.items() if at - one.since < _PATIENCE}
            if len(self._pending) >= _CROWD:
                raise SignInError("同时登录的人太多，请稍后再试")
            self._pending[state] = Pending(nonce, verifier, redirect_uri, then, at)
        address = prepare_grant_uri(
            endpoint,
            self.settings.oidc_client_id,
            "code",
            redirect_uri,
            "openid profile",
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return str(address), state

    def finish(self, state: str, code: str, at: datetime) -> tuple[Proved, str]:
        """Who came back with ``code``, and the page that was asked for. Each state is good once. ``SignInError``."""
        with self._lock:
            pending = self._pending.pop(state, None)
        if pending is None or at - pending.since >= _PATIENCE:
            raise SignInError("登录已过期，请重新登录")
        metadata = self._metadata()
        answer = self._ask(
            "POST",
            self._endpoint(metadata, "token_endpoint"),
            auth=(self.settings.oidc_client_id or "", self.settings.oidc_client_secret or ""),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": pending.redirect_uri,
                "code_verifier": pending.verifier,
            },
        )
        keys = self._ask("GET", self._endpoint(metadata, "jwks_uri"))
        claims = self._claims(str(answer.get("id_token", "")), keys, pending.nonce, at)
        login = claims.get(self.settings.oidc_claim)
        return Proved(f"{claims['iss']} {claims['sub']}", login.lower() if isinstance(login, str) else ""), pending.then

    def _claims(self, token: str, keys: Mapping[str, Any], nonce: str, at: datetime) -> dict[str, Any]:
        rules = JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.settings.oidc_issuer or ""},
            aud={"essential": True, "value": self.settings.oidc_client_id or ""},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(dict(keys)), algorithms=_ALGORITHMS).claims  # type: ignore[arg-type]
            rules.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as problem:
            raise SignInError("统一身份认证的答复不能通过核对，请联系管理员") from problem
        if isinstance(claims["aud"], list) and claims.get("azp") not in (None, self.settings.oidc_client_id):
            raise SignInError("统一身份认证的答复不是给本系统的")
        return claims

    def _metadata(self) -> dict[str, Any]:
        issuer = self.settings.oidc_issuer or ""
        told = self._ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != issuer:
            raise SignInError("统一身份认证的地址与 XUNJIAN_OIDC_ISSUER 不符，请联系管理员")
        return told

    def _endpoint(self, metadata: Mapping[str, Any], name: str) -> str:
        """An endpoint, which must be as well protected as the issuer is."""
        found = str(metadata.get(name, ""))
        if not found.startswith("https://" if (self.settings.oidc_issuer or "").startswith("https:") else "http"):
            raise SignInError("统一身份认证的说明不完整，请联系管理员")
        return found

    def _ask(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            answer = httpx.request(method, address, timeout=_SECONDS, follow_redirects=False, trust_env=False, **more)
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise SignInError("统一身份认证没有正常答复，请稍后再试") from problem
        if not isinstance(told, dict):
            raise SignInError("统一身份认证没有正常答复，请稍后再试")
        return told
