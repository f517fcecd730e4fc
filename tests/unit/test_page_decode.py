"""Bytes of pages to text: what they are counts more than what is declared."""

import pytest

from flows.pages.extracting.decode import UnreadablePageError, decode_page

TEXT = "陈喆与朱镕说，工业大模型走进车间，效率提高了百分之十。" * 3


@pytest.mark.parametrize(
    "declared",
    [None, "text/html; charset=gb2312", "text/html;charset=ISO-8859-1", "text/html; charset=nonsense", "hex"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_text_is_read_whatever_is_declared(encoding, declared):
    decoded = decode_page(TEXT.encode(encoding), declared)
    assert (decoded.text, decoded.damaged) == (TEXT, 0)


@pytest.mark.parametrize("place", ["header", "meta"])
def test_declared_charset_is_asked_before_gb18030(place):
    text = "軟體工業的智慧製造，導入視覺檢測。"
    content = text.encode("big5")
    if place == "header":
        assert decode_page(content, "text/html; charset=Big5").text == text
    else:
        assert decode_page(b'<meta charset="big5">' + content).text.endswith(text)


def test_latin_pages_are_read_as_windows_does():
    assert decode_page(b"caf\xe9 \x93x\x94 ", "text/html; charset=iso-8859-1").text == "café “x” "


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_page_cut_in_a_character_loses_only_that(encoding):
    decoded = decode_page(TEXT.encode(encoding)[:-1])
    assert (decoded.text, decoded.damaged) == (TEXT[:-1], 1)


def test_flaw_in_the_middle_makes_no_other_encoding_of_it():
    content = TEXT.encode()
    decoded = decode_page(content[:30] + b"\xff" + content[30:])
    assert (decoded.text, decoded.encoding, decoded.damaged) == (TEXT, "utf-8", 1)


@pytest.mark.parametrize(
    "content",
    [b"\0" * 100, b"%PDF-1.7 text", b"\x89PNG\r\n", b"\x1f\x8b\x08", bytes(range(256)) * 40, b"\xff\xfe\x00"],
    ids=lambda content: repr(content[:4]),
)
def test_binary_is_no_page(content):
    with pytest.raises(UnreadablePageError):
        decode_page(content)


def test_nothing_is_an_empty_text():
    assert decode_page(b"").text == ""
