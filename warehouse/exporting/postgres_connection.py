"""Connecting to PostgreSQL, and telling what went wrong there; a password never leaves this module.

What libpq knows holds here as well: PGPASSWORD, ~/.pgpass, PGSERVICE, sslmode in the URL.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from warehouse.errors import Failure

_CONNECT_SECONDS = 10
_FORM = "postgresql://USER@HOST:5432/DATABASE"
_ODD_PORT = re.compile("[^0-9,]")
_STAYS = "Nothing was changed: the tables are as they were."


@contextmanager
def connect_postgres(url: str) -> Iterator[psycopg.Connection]:
    """Connect, each statement a transaction of its own unless one is begun. Raises Failure for what fails."""
    given = _read_url(url)
    defaults = {"connect_timeout": str(_CONNECT_SECONDS), "application_name": "ainews"}
    try:
        # nothing prepared: poolers between us and the server may not know it the next time
        with psycopg.connect(
            make_conninfo(**(defaults | given)), autocommit=True, prepare_threshold=None
        ) as pg:
            pg.execute("SET client_encoding = 'UTF8'")
            if (encoding := pg.info.parameter_status("server_encoding")) != "UTF8":
                raise Failure(
                    f"Database {pg.info.dbname} is in {encoding}, which cannot hold Chinese texts.",
                    "Make one in UTF8: createdb --encoding UTF8 --template template0 NAME",
                )
            yield pg
    except psycopg.Error as error:
        message, hint = _explain(error, name_target(url))
        # not `from error`: its text and its connection may hold the password
        raise Failure(_redact(message, given), hint) from None


def name_target(url: str) -> str:
    """Return a URL as people may see it: user, host, port and database."""
    given = _read_url(url)
    user, host = given.get("user"), given.get("host") or given.get("hostaddr") or "the default host"
    port = f":{given['port']}" if "port" in given else ""
    return f"{f'{user}@' if user else ''}{host}{port}/{given.get('dbname', '')}"


def _read_url(url: str) -> dict[str, str]:
    try:
        given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.Error:  # its words repeat the URL
        given = {"port": url}
    # libpq takes u:a/b@h for host u, port a, database b@h: a password's end must not pass for a name
    if _ODD_PORT.search(given.get("port", "")) or "@" in given.get("host", "") + given.get("dbname", ""):
        raise Failure(
            "The URL of the PostgreSQL cannot be read.",
            f"Its form is {_FORM}; in a password write @ as %40, : as %3A, / as %2F, % as %25.",
        )
    return given


def _redact(text: str, given: dict[str, str]) -> str:
    secrets = [given.get("password"), given.get("sslpassword"), os.environ.get("PGPASSWORD")]
    for secret in filter(None, secrets):
        for form in (secret, quote(secret, safe="")):
            text = text.replace(form, "***")
    return text


def _explain(error: psycopg.Error, target: str) -> tuple[str, str]:
    """Return what went wrong in one line, and what to do."""
    said = " ".join(str(error).split()) or type(error).__name__
    message = f"PostgreSQL {target}: {said}"
    match error:
        case errors.DiskFull():
            return message, f"Its disk is full: free some there. {_STAYS}"
        case errors.InsufficientPrivilege():
            return message, (
                "Let this user make a schema (GRANT CREATE ON DATABASE ... TO ...), or export as the user "
                f"who made the tables. {_STAYS}"
            )
        case errors.DependentObjectsStillExist():
            return (
                message,
                f"A column changed on which somebody's view stands: drop that view first. {_STAYS}",
            )
        case errors.LockNotAvailable() | errors.QueryCanceled():
            return (
                message,
                f"Somebody holds the table, or a timeout of the server struck: try again. {_STAYS}",
            )
    if "password" in said and ("failed" in said or "no password supplied" in said):
        return message, "Give the password in PGPASSWORD, in ~/.pgpass or in AINEWS_POSTGRES_URL."
    if "does not exist" in said and "database" in said:
        return message, "Make the database first: createdb --encoding UTF8 NAME; or give another URL."
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        return message, f"Does the server run, and do host and port in the URL ({_FORM}) lead to it? {_STAYS}"
    return message, _STAYS
