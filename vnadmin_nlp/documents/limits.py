"""How much of a file is read. Generous for directives (the longest known ones are about 300 pages), far below a hang."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 100_000_000
"""Bytes of a file as it lies on disk."""
MAX_CHARS: Final = 1_000_000
"""Code points of text, about 500 pages: two minutes of work."""
MAX_PART: Final = 40_000_000
"""Bytes of one unpacked part of a .docx."""
MAX_UNPACKED: Final = 1_000_000_000
"""Bytes of all parts of a .docx, as declared, pictures included."""
MAX_RATIO: Final = 200
"""Unpacked to packed bytes of large parts; Word XML reaches about 60, long repetitive tables 200."""
MAX_ENTRIES: Final = 20_000
MAX_PAGES: Final = 5_000
MAX_STREAM: Final = 20_000_000
"""Unpacked bytes of one stream of a PDF that is neither a picture nor a font; a page of text has about 20,000."""
MAX_SECONDS: Final = 30.0
"""Time for the pages of one PDF; 1,000 pages take less than a second."""
MAX_FILLED: Final = 500_000
"""Cells that row spans of a web page add."""
MAX_HTML: Final = 10_000_000
MAX_HTML_DEPTH: Final = 1_000
"""Open elements around one place; the HTML parser needs time that grows with its square."""
