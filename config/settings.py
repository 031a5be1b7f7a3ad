"""Settings of the machine, from ``XUNJIAN_*`` environment variables (``docs/settings.md`` documents each)."""

from __future__ import annotations

import re
from decimal import Decimal
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.csv_rows import is_web_address
from config.problem import ConfigError
from config.wording import fault

PREFIX = "XUNJIAN_"
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class Settings(BaseSettings):
    """How this machine runs the inspection; nothing here changes what is a fault or what it costs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True, extra="forbid")

    #: SQLAlchemy address: SQLite file or PostgreSQL. Not shown in messages, as it may hold a password.
    database_url: str = Field("sqlite:///data/xunjian.sqlite3", repr=False)
    #: Folder for snapshots and run state.
    data_dir: Path = Path("data")
    #: Id of the district to inspect.
    district: str = "dazu"
    #: Folder that holds further districts; one found here wins over a packaged one of the same id.
    districts_dir: Path | None = None
    #: What we call ourselves to servers; ``{contact}`` is replaced by ``contact``. ASCII, as it is an HTTP header.
    user_agent: str = "xunjian/0.1 (government website inspection; contact: {contact})"
    #: Whom a webmaster may reach: a mail address or a telephone number. ASCII.
    contact: str = "not set"
    #: Seconds between two requests to one host.
    delay_seconds: float = Field(0.5, ge=0, le=600, allow_inf_nan=False)
    concurrency_per_host: int = Field(2, ge=1, le=32)
    #: Seconds after which an address counts as not opened (国办秘函〔2019〕19号: 15 s).
    timeout_seconds: float = Field(15, gt=0, le=600, allow_inf_nan=False)
    #: Largest body that is kept, in bytes after decompression.
    max_bytes: int = Field(20 * 1024 * 1024, ge=1024)
    max_retries: int = Field(2, ge=0, le=10)
    #: Files that one scan asks for on behalf of rules about attachments; what is left over is unknown. 0 = none.
    attachments_per_scan: int = Field(2000, ge=0)
    #: Largest attachment that is kept, in bytes.
    attachment_max_bytes: int = Field(10 * 1024 * 1024, ge=1024)
    #: Seconds that reading and judging one attachment may take.
    attachment_seconds: float = Field(30, gt=0, le=600, allow_inf_nan=False)
    #: ``http://HOST:PORT`` of an HTTP proxy that all requests go through. May hold a password.
    proxy: str | None = Field(None, repr=False)
    #: "ignore" needs the site owner's order to inspect: an inspection has to see what robots.txt would hide.
    robots: Literal["obey", "ignore"] = "obey"
    #: Hosts and networks (CIDR) that may be reached although their addresses are private. Comma-separated.
    allow_private: Annotated[tuple[str, ...], NoDecode] = ()
    #: Addresses that a probe asks when no registered host answers, to tell a dead site from a dead line of our own.
    probe_references: Annotated[tuple[str, ...], NoDecode] = ()
    #: Whether the style sheets and pictures of pages with findings are asked for, so that pictures look like the page.
    evidence_assets: bool = True
    #: Address of a time-stamp authority (RFC 3161) that is asked when a day of evidence is sealed.
    timestamp_url: str | None = None
    #: PEM file with the root certificates that time stamps are verified against.
    timestamp_roots: Path | None = None
    #: Days for which these are kept at least; what open quarters need is kept anyway.
    keep_probes_days: int = Field(400, ge=100)
    keep_snapshots_days: int = Field(400, ge=100)
    keep_evidence_days: int = Field(1100, ge=400)
    keep_messages_days: int = Field(400, ge=100)
    #: Base address of the console that messages link to; without it they hold no links.
    console_url: str | None = None
    #: Minutes without a page asked for after which somebody is signed out; hours after which everybody is.
    session_idle_minutes: int = Field(120, ge=5, le=1440)
    session_hours: int = Field(12, ge=1, le=168)
    #: Addresses (CIDR) of reverse proxies whose word about the browser's address and https is taken.
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    #: OpenID provider that people may sign in at: its address, and how it knows the console. All three or none.
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = Field(None, repr=False, validate_default=True)
    #: What the provider calls the login name.
    oidc_claim: str = "preferred_username"
    #: Share of planned checks that may stay unknown before a run exits with 4 (0 to 1).
    max_unknown_share: Decimal = Field(Decimal("0.2"), ge=0, le=1)
    #: Memory, in MiB, that one scheduled job may use with all its processes (watched on Linux).
    job_memory_mb: int = Field(4096, ge=128)

    @property
    def http_user_agent(self) -> str:
        """The User-Agent header as it is sent."""
        return self.user_agent.replace("{contact}", self.contact)

    @field_validator("user_agent", "contact")
    @classmethod
    def _header_text(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable() and value.strip()):
            raise ValueError("只能用英文字母、数字和英文标点（HTTP 头不允许中文）")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        value = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("应以 sqlite:/// 或 postgresql:// 开头")
        return value

    @field_validator("proxy", "timestamp_url")
    @classmethod
    def _proxy(cls, value: str | None) -> str | None:
        if value is not None and not _is_http(value):
            raise ValueError("应为 http://主机:端口")
        return value

    @field_validator("console_url")
    @classmethod
    def _console(cls, value: str | None) -> str | None:
        if value is not None and not is_web_address(value):
            raise ValueError("应为 http:// 或 https:// 开头的完整地址")
        return value

    @field_validator("allow_private", "probe_references", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("allow_private")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        value = tuple(part.lower() for part in value)
        for part in value:
            if not (_is_network(part) or (_HOST.fullmatch(part) and not part.replace(".", "").isdigit())):
                raise ValueError(f"“{part}”既不是主机名，也不是 10.0.0.0/8 这样的网段")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer(cls, value: str | None) -> str | None:
        if value is not None and not _is_protected(value):
            raise ValueError("应为 https:// 开头的完整地址")
        return value

    @field_validator("oidc_client_secret")
    @classmethod
    def _whole(cls, value: str | None, known: ValidationInfo) -> str | None:
        if len({bool(one) for one in (value, known.data.get("oidc_issuer"), known.data.get("oidc_client_id"))}) > 1:
            raise ValueError("XUNJIAN_OIDC_ISSUER、XUNJIAN_OIDC_CLIENT_ID、XUNJIAN_OIDC_CLIENT_SECRET 要一起设")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if not _is_network(part):
                raise ValueError(f"“{part}”不是 IP 地址或 10.0.0.0/8 这样的网段")
        return value

    @field_validator("probe_references")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if not is_web_address(part):
                raise ValueError(f"“{part}”不是网址，应为 http:// 或 https:// 开头的完整地址")
        return value


def load_settings(**values: Any) -> Settings:
    """The settings of this process; ``values`` win over the environment. ``ConfigError`` names the variable."""
    try:
        return Settings(**values)
    except ValidationError as problem:
        raise ConfigError(
            *(
                f"环境变量 {PREFIX}{str(one['loc'][0]).upper()}：{fault(one, Settings)}（说明见 docs/settings.md）"
                for one in problem.errors()
            )
        ) from None  # pydantic's own text would print the value, which may hold a password


def environment(settings: Settings) -> dict[str, str]:
    """The variables under which a child process loads these same settings."""
    return {PREFIX + name.upper(): _as_text(value) for name, value in settings if value is not None}


def _as_text(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _is_http(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_protected(value: str) -> bool:
    """An https address; or one of this very machine, which nobody listens to."""
    try:
        parts = urlsplit(value)
        here = parts.hostname in ("127.0.0.1", "::1", "localhost")
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))
    except ValueError:
        return False


def _is_network(value: str) -> bool:
    try:
        ip_network(value, strict=False)
    except ValueError:
        return False
    return True
