"""One request and its answer, within limits of time and size; what went wrong is part of the answer."""

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import h2.exceptions
import httpcore
import httpx

from flows.pages.fetching.client import Client
from flows.pages.fetching.codings import BadCoding, decode_chunk, make_decoders
from flows.pages.fetching.outcomes import Ended, Outcome

NOT_MODIFIED, TOO_MANY_REQUESTS, UNAVAILABLE = 304, 429, 503
REDIRECTS = (301, 302, 303, 307, 308)
_REDIRECT_BYTES = 65_536  # a redirect's body is for people who are not redirected
# Types that cannot be a page are not downloaded; all others are looked at.
_NEVER_A_PAGE = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip", "text/css")
# What networks, servers and the libraries that read them raise: h2 and a status that is no number included.
_FAILURES = (
    TimeoutError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    h2.exceptions.H2Error,
    ValueError,
    Ended,
)
# httpcore tells a connection that was cut by the same class as nonsense.
_SIGNS_OF_A_CUT = ("disconnected", "closed connection", "ConnectionTerminated")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take: seconds to connect, for each read, in all; bytes of content."""

    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    content_bytes: int = 3_000_000  # forty times the average news page


@dataclass(slots=True)
class Answer:
    """What came back; `failure` and `detail` say why it is not whole.

    `status` is None if no headers came. `raw` is the body as sent, but for transfer coding; `content`
    is `raw` decompressed. `truncated` is the reason in WARC's words: length, time, disconnect, unspecified.
    """

    url: str
    status: int | None = None
    reason: str = ""
    protocol: str = "HTTP/1.1"
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    raw: bytes = b""
    content: bytes = b""
    address: str | None = None
    elapsed: float = 0.0
    truncated: str | None = None
    failure: Outcome | None = None
    detail: str = ""

    def header(self, name: str) -> str | None:
        """Return the first header of this name, bytes beyond ASCII read as Latin-1."""
        wanted = name.lower().encode()
        return next((v.decode("latin-1").strip() for n, v in self.headers if n.lower() == wanted), None)


async def exchange(
    client: Client,
    url: httpx.URL,
    limits: Limits,
    headers: Mapping[str, str],
    answered: Callable[[], None],
) -> Answer:
    """Send one GET and read its answer; never raises for what servers and networks do.

    `answered` is called when the answer's headers are there: the server has seen the request.
    """
    answer, began = Answer(str(url)), time.monotonic()
    try:
        async with asyncio.timeout(limits.total_seconds):
            response = await client.get(url, headers, limits.connect_seconds, limits.read_seconds)
            answered()
            try:
                _read_head(answer, response)
                await _read_body(answer, response, limits.content_bytes)
            finally:
                await response.aclose()
    except _FAILURES as error:
        answer.failure, truncated = _classify(error)
        answer.detail = " ".join(str(error).split())[:300] or f"not done after {limits.total_seconds:g} s"
        answer.truncated = truncated if answer.status else None
    answer.elapsed = time.monotonic() - began
    return answer


def _read_head(answer: Answer, response: httpcore.Response) -> None:
    answer.status = response.status
    answer.reason = response.extensions.get("reason_phrase", b"").decode("latin-1")
    answer.protocol = response.extensions["http_version"].decode("ascii")
    answer.headers = response.headers
    with suppress(OSError):  # the connection may be gone already, its answer is not
        answer.address = response.extensions["network_stream"].get_extra_info("server_addr")[0]


async def _read_body(answer: Answer, response: httpcore.Response, limit: int) -> None:
    """Read and decompress up to the limit of either. Raises what `_classify` knows."""
    media_type = (answer.header("content-type") or "").lower()
    if answer.status == 200 and media_type.startswith(_NEVER_A_PAGE):
        raise Ended(Outcome.NOT_HTML, f"content type {media_type[:100]}")
    if answer.status in REDIRECTS:
        limit = min(limit, _REDIRECT_BYTES)
    coding = answer.header("content-encoding") or ""
    decoders, unknown = [], None
    try:
        decoders = make_decoders(coding)
    except BadCoding as error:
        unknown = error  # archived all the same
    raw = bytearray()
    content = bytearray() if decoders else raw
    try:
        async for chunk in response.aiter_stream():
            raw += chunk
            _check_size(raw, limit)
            if decoders:
                for piece in decode_chunk(decoders, chunk):
                    content += piece
                    _check_size(content, limit)
        if unknown:
            raise unknown
        if raw and not all(decoder.is_complete() for decoder in decoders):
            raise BadCoding(f"{coding[:40]} ends early")
    finally:
        answer.raw = bytes(memoryview(raw)[:limit])
        answer.content = bytes(memoryview(content)[:limit]) if decoders else answer.raw


def _check_size(body: bytearray, limit: int) -> None:
    if len(body) > limit:
        raise Ended(Outcome.TOO_LARGE, f"more than {limit:,} bytes")


def _classify(error: Exception) -> tuple[Outcome, str]:
    """Return the outcome, and what a truncated record calls the reason."""
    match error:
        case TimeoutError() | httpcore.TimeoutException():
            return Outcome.TIMEOUT, "time"
        case Ended():
            return error.outcome, "length" if error.outcome is Outcome.TOO_LARGE else "unspecified"
        case BadCoding():
            return Outcome.BAD_ENCODING, "unspecified"
        case httpcore.ConnectError() if any(isinstance(cause, ssl.SSLError) for cause in error.args):
            return Outcome.TLS_ERROR, "unspecified"
        case httpcore.NetworkError():
            return Outcome.CONNECTION_ERROR, "disconnect"
        case _ if any(sign in str(error) for sign in _SIGNS_OF_A_CUT):
            return Outcome.CONNECTION_ERROR, "disconnect"
        case _:
            return Outcome.PROTOCOL_ERROR, "disconnect"
