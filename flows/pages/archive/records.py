"""WARC 1.1 records as bytes: one gzip member each, to be appended as it is."""

import base64
import json
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from flows.pages.archive.reading import Original
from flows.pages.fetching.exchange import NOT_MODIFIED, Answer
from flows.pages.fetching.records import Fetched

_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
_BREAKS = bytes.maketrans(b"\r\n", b"  ")
_STANDARD = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


def encode_file_info(name: str, user_agent: str) -> bytes:
    """Encode the first record of a file: who wrote it, and by which manners."""
    writer = _new_writer()
    info = {
        "software": user_agent,
        "format": "WARC File Format 1.1",
        "conformsTo": _STANDARD,
        "robots": "obey",
        "http-header-user-agent": user_agent,
    }
    writer.write_record(writer.create_warcinfo_record(name, info))
    encoded: bytes = writer.out.getvalue()
    return encoded


def encode_answer(answer: Answer, received_at: datetime) -> bytes:
    """Encode an answer as it came."""
    return _encode(
        "response",
        answer.url,
        _describe(answer, received_at) | {"WARC-Payload-Digest": digest_payload(answer.raw)},
        answer.raw,
        http_headers=_make_head(answer),
    )


def encode_revisit(answer: Answer, received_at: datetime, original: Original) -> bytes:
    """Encode an answer whose content is that of `original`: only its head, and where the content lies."""
    profile = "server-not-modified" if answer.status == NOT_MODIFIED else "identical-payload-digest"
    fields = _describe(answer, received_at) | {
        "WARC-Profile": _PROFILE + profile,
        "WARC-Payload-Digest": original.fields["WARC-Payload-Digest"],
        "WARC-Refers-To": original.fields["WARC-Record-ID"],
        "WARC-Refers-To-Target-URI": original.fields["WARC-Target-URI"],
        "WARC-Refers-To-Date": original.fields["WARC-Date"],
        # beyond the standard: with them the original is found without an index
        "WARC-Refers-To-Filename": original.place.archive_file,
        "WARC-Refers-To-File-Offset": str(original.place.archive_offset),
    }
    return _encode("revisit", answer.url, fields, http_headers=_make_head(answer))


def encode_attempt(fetched: Fetched) -> bytes:
    """Encode what became of an attempt."""
    body = json.dumps(fetched.to_json(), ensure_ascii=False).encode("utf-8", "surrogatepass")
    url = "".join(fetched.url.split())
    return _encode(
        "metadata", url, {"WARC-Date": _date(fetched.requested_at)}, body, content_type="application/json"
    )


def digest_payload(raw: bytes) -> str:
    """Return the digest of a body as WARC writes it."""
    return f"sha256:{base64.b32encode(sha256(raw).digest()).decode()}"


def _new_writer() -> Any:
    return WARCWriter(BytesIO(), gzip=True, warc_version="1.1")


def _encode(
    kind: str,
    url: str,
    fields: dict[str, str],
    payload: bytes = b"",
    *,
    http_headers: StatusAndHeaders | None = None,
    content_type: str = "",
) -> bytes:
    writer = _new_writer()
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(payload),
        length=len(payload),
        warc_headers_dict=fields,
        http_headers=http_headers,
        warc_content_type=content_type,
    )
    writer.write_record(record)
    encoded: bytes = writer.out.getvalue()
    return encoded


def _describe(answer: Answer, received_at: datetime) -> dict[str, str]:
    fields = {
        "WARC-Date": _date(received_at),
        "WARC-IP-Address": answer.address,
        "WARC-Protocol": "h2" if answer.protocol == "HTTP/2" else None,
        "WARC-Truncated": answer.truncated,
    }
    return {name: value for name, value in fields.items() if value}


class _AsReceived(StatusAndHeaders):  # type: ignore[misc]
    """Headers written in the bytes in which they came, beyond ASCII too; warcio would escape them."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        """Return the block, the blank line included."""
        text: str = self.to_str(filter_func)
        return text.encode("latin-1") + b"\r\n"


def _make_head(answer: Answer) -> StatusAndHeaders:
    """Return the head as received, but for what readers would stumble over.

    WARC knows no HTTP/2 status line. The body's chunks have been joined, so the header that announces
    them is renamed. Line breaks in a value, which HTTP/2 lets through, become blanks.
    """
    headers = []
    for raw_name, raw_value in answer.headers:
        name, value = (raw.translate(_BREAKS).decode("latin-1") for raw in (raw_name, raw_value))
        headers.append((f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value))
    protocol = "HTTP/1.0" if answer.protocol == "HTTP/1.0" else "HTTP/1.1"
    return _AsReceived(f"{answer.status} {answer.reason}", headers, protocol=protocol)


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
