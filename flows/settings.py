"""Settings: defaults < ainews.toml in the project's root < AINEWS_* environment < flags."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from flows.errors import UsageError
from warehouse.home import DEFAULT_HOME, PROJECT

CONFIG_FILE = PROJECT / "ainews.toml"
VOCABULARY = PROJECT / "seeds" / "vocabulary"
VERSION = version("ainews")
_PREFIX = "AINEWS_"


class Settings(BaseSettings):
    """Everything that can be set. Sizes are in megabytes of 1,000,000 bytes."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, toml_file=CONFIG_FILE, extra="forbid"
    )

    home: Path = Field(DEFAULT_HOME, description="folder of the warehouse")
    seeds: list[str] = Field(
        [str(PROJECT / "seeds" / "articles")],
        description="where seed files are: folders, files, globs, NAME=PATH (a JSON list in AINEWS_SEEDS)",
    )
    max_file_mb: int = Field(256, gt=0, description="larger seed files are rejected")
    batch_mb: int = Field(140, gt=0, description="seed files loaded in one transaction")
    memory_limit: str = Field(
        "256MB", pattern=r"^\d+(\.\d+)?\s?[KMGT]i?B$", description="DuckDB's buffers while writing"
    )
    threads: int = Field(2, gt=0, description="DuckDB's threads while writing")

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

    strict: bool = Field(False, description="exit 3 when something was rejected or a check warned")
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
