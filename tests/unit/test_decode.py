"""Bytes to text: BOM; strict UTF-8; strict GB18030 if a label shows; UTF-8 with replacements; binary."""

import codecs
import random

import pytest

from flows.seedfiles.decode import BinaryContentError, decode

TEXT = "标题: 喆镕㐀𠮷\n总结: 文。\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
        (TEXT.encode("gb18030"), "gb18030"),
    ],
)
def test_encoding_is_found(labels, content, encoding):
    decoded = decode(content, labels)
    assert (decoded.text, decoded.encoding, decoded.bad_byte) == (TEXT, encoding, None)


@pytest.mark.parametrize("text", ["标题: 甲", "链接: x", "总结: x", "关键词: x", "行业: x"])
def test_any_label_tells_gbk(labels, text):
    assert decode(text.encode("gbk"), labels).text == text


@pytest.mark.parametrize(
    ("content", "text", "bad_byte"),
    [
        ("标题: 甲".encode() + b"\xff" + "乙".encode(), "标题: 甲\ufffd乙", 11),
        ("标题: 甲".encode()[:-1], "标题: \ufffd", 8),  # cut within its last character
        (b"\xc0\xaf" + "标题: 甲".encode(), "\ufffd\ufffd标题: 甲", 0),
        (codecs.BOM_UTF8 + b"a\xffb", "a\ufffdb", None),
        (codecs.BOM_UTF16_LE + "标题: 甲".encode("utf-16-le") + b"\x00", "标题: 甲\ufffd", None),
    ],
)
def test_stray_byte_is_replaced_and_named(labels, content, text, bad_byte):
    decoded = decode(content, labels)
    assert decoded.text == text
    assert decoded.bad_byte is not None
    assert bad_byte is None or decoded.bad_byte == bad_byte


@pytest.mark.parametrize("text", ["", "plain", "没有标签的话", "😀", "标题: a\x00b"])
def test_strict_utf8_is_text_with_or_without_a_label(labels, text):
    assert decode(text.encode(), labels).text == text


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
        random.Random(1).randbytes(4096),
        bytes(range(128, 256)),
    ],
)
def test_bytes_without_sense_are_binary(labels, content):
    with pytest.raises(BinaryContentError):
        decode(content, labels)
