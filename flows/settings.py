"""Settings: defaults < ainews.toml in the project's root < AINEWS_* environment < flags."""

import shlex
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, Secret, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.errors import UsageError
from flows.text.secrets import conceal_command, conceal_url, is_url
from flows.text.surrogates import has_surrogates
from warehouse.home import DEFAULT_HOME, PROJECT

CONFIG_FILE = PROJECT / "ainews.toml"
VOCABULARY = PROJECT / "seeds" / "vocabulary"
VERSION = version("ainews")
_PREFIX = "AINEWS_"


class SecretUrl(Secret[str]):
    """A URL of which only the scheme is ever shown."""

    def _display(self) -> str:
        return conceal_url(self.get_secret_value())

    def __repr__(self) -> str:
        """Show the same where a list of them is shown."""
        return str(self)


class SecretCommand(Secret[list[str]]):
    """The words of a command, of which only the program is ever shown."""

    def _display(self) -> str:
        return conceal_command(self.get_secret_value())


def _split_urls(given: Any) -> Any:
    """Take URLs apart that stand in one text: they have no blanks. Raises ValueError, without the URL."""
    urls = given.split() if isinstance(given, str) else given
    if isinstance(urls, list):
        for number, url in enumerate(urls, start=1):
            if isinstance(url, str) and not is_url(url):
                raise ValueError(f"number {number} is no URL like wecombot://KEY (blanks between several)")
    return urls


def _split_words(given: Any) -> Any:
    """Take a command apart as a shell would. Raises ValueError for an open quote."""
    return shlex.split(given) if isinstance(given, str) else given


def _require_text(path: Path) -> Path:
    """Raise PydanticCustomError for a path that is no text: DuckDB opens none."""
    if has_surrogates(str(path)):
        raise PydanticCustomError("no_text", "its path is no text in UTF-8")
    return path


class Settings(BaseSettings):
    """Everything that can be set. Sizes are in megabytes of 1,000,000 bytes."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, toml_file=CONFIG_FILE, extra="forbid"
    )

    home: Annotated[Path, AfterValidator(_require_text)] = Field(
        DEFAULT_HOME, description="folder of the warehouse"
    )
    seeds: list[str] = Field(
        [str(PROJECT / "seeds" / "articles")],
        description="where seed files are: folders, files, globs, NAME=PATH (a JSON list in AINEWS_SEEDS)",
    )
    max_file_mb: int = Field(256, gt=0, description="larger seed files are rejected")
    batch_mb: int = Field(140, gt=0, description="seed files loaded in one transaction")
    memory_limit: str = Field(
        "256MB", pattern=r"^\d+(\.\d+)?\s?[KMGT]i?B$", description="DuckDB's buffers while writing"
    )
    threads: int = Field(2, gt=0, description="DuckDB's threads while exporting")

    refetch: bool = Field(False, description="whether `run` also fetches the pages that are due")
    contact: str = Field(
        "",
        pattern=r"^[\x21-\x7e]*$",
        description="web or mail address of who runs this, told to every server in the User-Agent",
    )
    allow_hosts: str = Field(
        "", description="hosts to fetch from though they are not public: host:port, host:port ..."
    )
    host_pace_seconds: float = Field(
        2.0, ge=0, description="least time between two requests to a host; robots.txt may ask for more"
    )
    fetch_places: int = Field(32, gt=0, description="requests at a time, all hosts together")
    host_places: int = Field(1, gt=0, description="requests at a time to one host")
    refetch_pages: int = Field(2000, gt=0, description="pages that one run fetches at the most")
    refetch_minutes: float = Field(60, gt=0, description="minutes after which a run begins no more requests")
    page_seconds: float = Field(60, gt=0, description="a page that takes longer is a timeout")
    max_page_mb: float = Field(3, gt=0, description="larger pages, decompressed, are not read")
    archive_file_mb: int = Field(256, gt=0, description="size at which the next archive file begins")
    refetch_days: list[float] = Field(
        [1, 7, 30],
        min_length=1,
        description="days until a page that came is fetched again: the first time, the second ... all later",
    )
    gone_days: float = Field(90, gt=0, description="days until a page that is gone is tried again")

    search_index: Literal["auto", "always", "never"] = Field(
        "auto", description="whether runs keep an index for `search`; auto: from 50,000 articles on"
    )
    postgres_url: SecretStr | None = Field(
        None, description="database for `export --postgres`, so that its password is in no shell's history"
    )
    alert_urls: Annotated[list[SecretUrl], NoDecode, BeforeValidator(_split_urls)] = Field(
        [],
        description="where alerts go: URLs of apprise, wecombot://KEY slack://... (`ainews alerts` teaches)",
    )
    alert_command: Annotated[SecretCommand, NoDecode, BeforeValidator(_split_words)] = Field(
        SecretCommand([]),
        description="command that gets each alert, as JSON on its stdin and AINEWS_ALERT_*; without a shell",
    )
    alert_after_days: int = Field(
        7, ge=0, description="days without a change of the data that are worth an alert; 0 for never"
    )
    alert_every_hours: float = Field(
        12, ge=0, le=8760, description="the same alert comes once in so many hours at the most"
    )

    strict: bool = Field(
        False, description="exit 3 when input was rejected, a check warned, or a chart failed"
    )
    prefect_api_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="API of the Prefect server that tracks runs, like PREFECT_API_URL",
    )
    prefect_port: int = Field(
        4200, gt=0, lt=65536, description="port of the server that `schedule` starts, or the next free one"
    )
    prefect_days: int = Field(30, gt=0, description="days for which that server keeps flow runs")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources, the strongest first."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(flags: Mapping[str, Any]) -> Settings:
    """Read the settings; a flag of None was not given. Raises UsageError naming what is wrong."""
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise UsageError(
            f"Settings: {faults}.", "`ainews config` shows each setting and where it comes from."
        ) from None
    except ValueError as error:
        raise UsageError(f"Settings: {error}.", f"Look at {CONFIG_FILE} and AINEWS_*.") from None


def trace_settings(flags: Mapping[str, Any]) -> list[tuple[str, Any, str, str]]:
    """Return each setting's name, value, where it came from, and its description."""
    settings = load_settings(flags)
    in_environment = EnvSettingsSource(Settings)()
    in_file = TomlConfigSettingsSource(Settings)()
    rows = []
    for name, field in Settings.model_fields.items():
        if flags.get(name) is not None:
            source = "flag"
        elif name in in_environment:
            source = f"{_PREFIX}{name.upper()}"
        elif name in in_file:
            source = CONFIG_FILE.name
        else:
            source = "default"
        rows.append((name, getattr(settings, name), source, field.description or ""))
    return rows
