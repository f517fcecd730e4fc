"""What tells bytes of other kinds from a page: for the fetcher and for the extractor."""

# How pictures, archives and documents begin.
STARTS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"RIFF")
# Bytes that no text has, in whatever encoding but UTF-16: https://mimesniff.spec.whatwg.org/#binary-data-byte
BYTES = bytes([*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
MOST = 0.01  # share; old pages carry a stray control character, binaries a third of them
