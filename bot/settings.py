"""The settings, read once at the edge into a frozen object; nothing else reads them."""

from __future__ import annotations

import ipaddress
import logging
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from storage.errors import ConfigurationError

log = logging.getLogger(__name__)

PREFIX = "STET_"
OTHERS = 0o077
"""What a file's mode grants to everybody but its owner."""
ListOf = NoDecode
"""A list is written with commas, not as JSON."""


class Settings(BaseSettings):
    """Everything that can be set; the names in the environment carry the prefix ``STET_``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    bot_api_url: str = "https://api.telegram.org"
    database: Path = Path("stet.sqlite3")
    baseline: str = "iraq-balancing-act"
    feeds: Path | None = None
    admins: Annotated[frozenset[int], ListOf] = frozenset()
    poll_seconds: Annotated[int, Field(ge=1, le=86_400)] = 300
    allow_hosts: Annotated[tuple[str, ...], ListOf] = ()
    workers: Annotated[int, Field(ge=0, le=64)] = 2
    executor: str = "local"
    listen: str | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def token(self) -> str | None:
        """The bot's token in the clear; None where the terminal is the chat."""
        return self.bot_token.get_secret_value() if self.bot_token else None

    @property
    def listen_address(self) -> tuple[str, int] | None:
        """Host and port for health, metrics and the board."""
        if self.listen is None:
            return None
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, values: dict[str, object]) -> dict[str, object]:
        path = values.get("bot_token_file")
        if not path or values.get("bot_token"):
            return values
        try:
            return {**values, "bot_token": Path(str(path)).read_text(encoding="utf-8").strip()}
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"{PREFIX}BOT_TOKEN_FILE: {path} cannot be read ({type(error).__name__})"
            ) from None

    @field_validator("bot_token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value()):
            raise ValueError("a token looks like 123456:ABC-def (BotFather gives it)")
        return token

    @field_validator("bot_api_url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("an address begins with http:// or https:// and names a host")
        return url.rstrip("/")

    @field_validator("admins", mode="before")
    @classmethod
    def _split_admins(cls, value: object) -> object:
        return frozenset(_words(value)) if isinstance(value, str) else value

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return _words(value) if isinstance(value, str) else value

    @field_validator("allow_hosts")
    @classmethod
    def _check_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            _check_host(host)
        return hosts

    @field_validator("listen")
    @classmethod
    def _check_listen(cls, listen: str | None) -> str | None:
        if listen is not None and not re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^\s:/]*):\d{1,5}", listen):
            raise ValueError("an address to listen on looks like 127.0.0.1:8080")
        return listen

    @field_validator("log_level", mode="before")
    @classmethod
    def _raise_level(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value


def _words(value: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[,\s]+", value) if word)


def _check_host(host: str) -> None:
    if re.fullmatch(r"(?!-)[\w-]+(\.[\w-]+)*\.?", host):
        return
    try:
        ipaddress.ip_network(host, strict=False)
    except ValueError:
        raise ValueError(f"{host} is neither a host name nor an address nor a network") from None


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment, then ``env_file`` for what it does not name.

    Raises:
        ConfigurationError: a value is wrong; the message names the key and never the value of a
            secret.
    """
    try:
        held = Settings(_env_file=env_file, _env_file_encoding="utf-8")
        if held.token and env_file and env_file.is_file() and env_file.stat().st_mode & OTHERS:
            log.warning("others can read the settings file: chmod 600 it", extra={"file": env_file})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = PREFIX + "_".join(str(part) for part in first["loc"][:1]).upper()
        raise ConfigurationError(f"{key}: {_said(first['msg'])}") from None
    except (SettingsError, OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"the settings cannot be read: {error}") from None
    return held


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")
