"""Plain text: bytes to characters, unchanged; what is not certain is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnadmin_nlp.documents import legacy
from vnadmin_nlp.documents.limits import MAX_CHARS
from vnadmin_nlp.documents.source import Block
from vnadmin_nlp.errors import VnadminError, warning

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ORDINARY = re.compile("[\t\n\r\x0c\x20-\x7e\u00a0-\u01b0\u0300-\u0323\u1ea0-\u1ef9\u2010-\u2026]")
_PLAIN = re.compile("[A-Za-z \\r\\n]")
_LINE = re.compile(r"[^\r\n\f]+")


def decode(data: bytes, label: str) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes and warnings. A byte order mark is not part of the text; line ends are kept.

    UTF-8; UTF-16 and UTF-32 with a mark; UTF-16 without one where the pattern of its bytes leaves no doubt;
    TCVN3, VNI, VISCII and Windows-1258 files where their words leave none (W106).

    Raises:
        VnadminError: E104 (binary data), E111 (neither Unicode nor a known encoding).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError as error:
                raise VnadminError("E111", name=label, detail=f"{encoding}, byte {error.start + len(mark)}") from error
    if b"\0" in data and (text := _utf16(data)) is not None:
        return text, ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _other(data, label, error)
    if len(_CONTROL.findall(text[:100_000])) > 0.02 * min(len(text), 100_000) + 2:
        raise VnadminError("E104", name=label, detail="binary data")
    return text, ()


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, where nearly all characters are ordinary in one byte order and hardly any in the other."""
    if len(data) % 2 or len(data) < 4:
        return None
    shares: list[tuple[float, str]] = []
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = data[:20_000].decode(encoding, "replace")
        share = len(_ORDINARY.findall(sample)) / len(sample)
        # Any language of Latin letters has blanks and plain letters; chance byte pairs rarely do.
        plain = len(_PLAIN.findall(sample)) / len(sample)
        shares.append((share if plain > 0.3 else 0.0, encoding))
    (worse, _), (better, encoding) = sorted(shares)
    if better < 0.98 or worse > 0.5:
        return None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _other(data: bytes, label: str, error: UnicodeDecodeError) -> tuple[str, tuple[str, ...]]:
    sample = data[:100_000]
    odd = sum(sample.count(bytes([b])) for b in (0, 1, 3, 4, 7, 8, 14, 15, 16, 17, 18, 19))
    if odd > 0.005 * len(sample):
        raise VnadminError("E104", name=label, detail="binary data")
    found = legacy.guess(data)
    if found is None:
        raise VnadminError("E111", name=label, detail=f"byte {error.start}")
    return legacy.decode(data, found.encoding), (warning("W106", detail=legacy.NAMES[found.encoding]),)


def check_text(text: str, *, name: str | None = None, max_chars: int = MAX_CHARS) -> str:
    """The text itself, if the pipeline can work on it: valid Unicode, not larger than `max_chars` code points.

    Raises:
        VnadminError: E109 (too large), E114 (lone surrogates: such a string cannot be written to any file),
            E110 (a legacy encoding that was decoded as Latin-1, as in `Uû ban nh©n d©n`).
    """
    label = name or "text"
    if len(text) > max_chars:
        raise VnadminError("E109", name=label, detail=f"{len(text):,} characters, limit {max_chars:,}")
    if not text.isascii() and (m := _SURROGATE.search(text)):
        raise VnadminError("E114", name=label, detail=f"lone surrogate U+{ord(m[0]):04X} at character {m.start()}")
    found = legacy.misread(text)
    if found is not None and found.lines > 0.3 * found.of:
        raise VnadminError("E110", name=label, detail=f"{legacy.NAMES[found.encoding]}, line {found.first}")
    return text


def text_warnings(text: str) -> tuple[str, ...]:
    """What a user should know of a text: empty, not Vietnamese, control characters, lines of a legacy encoding."""
    out: list[str] = []
    if not text.strip():
        return (warning("W101"),)
    if legacy.VIETNAMESE.search(text) is None:
        out.append(warning("W102"))
    if controls := len(_CONTROL.findall(text)):
        out.append(warning("W103", detail=controls))
    found = legacy.misread(text)
    if found is not None:
        detail = f"{legacy.NAMES[found.encoding]}, {found.lines} lines, the first is line {found.first}"
        out.append(warning("W108", detail=detail))
    return tuple(out)


def line_blocks(text: str) -> Iterator[Block]:
    """One `paragraph` block per non-blank line; pages where form feeds tell them."""
    page = 1 if "\f" in text else None
    number = at = 0
    for m in _LINE.finditer(text):
        between = text[at : m.start()]
        number += between.count("\n") + between.replace("\r\n", "").count("\r")
        if page is not None:
            page += between.count("\f")
        at = m.end()
        if m[0].strip():
            yield Block(m.start(), m.end(), "paragraph", page=page, paragraph=number)
