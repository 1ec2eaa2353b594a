"""A Word file as a ZIP of XML parts, opened without trusting it: sizes, ratios, DTDs and entities are checked first."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Final

from lxml import etree

from vnadmin_nlp.documents import limits
from vnadmin_nlp.errors import VnadminError

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
# ISO 29500 Strict names the same things differently.
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R.encode()),
)
_CONVERT: Final = "convert it first: soffice --headless --convert-to docx"


def _what(names: set[str]) -> str:
    """What a ZIP without a Word document is, and what to do with it."""
    if any(n.startswith("xl/") for n in names):
        return "an Excel workbook; save the sheet as .docx or .pdf"
    if any(n.startswith("ppt/") for n in names):
        return "a PowerPoint file; save it as .pdf"
    if "content.xml" in names and "mimetype" in names:
        return f"an OpenDocument file; {_CONVERT}"
    if "META-INF/container.xml" in names:
        return f"an e-book (EPUB); {_CONVERT}"
    return "a ZIP archive; unpack it first"


class Package:
    """The parts of a Word file.

    Raises:
        VnadminError: E104 (another kind of ZIP), E107 (encrypted), E108 (damaged), E109 (too large),
            E112 (a ZIP bomb, DTD or entities).
    """

    def __init__(self, data: bytes, label: str) -> None:
        self.label = label
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise VnadminError("E108", name=label, detail=str(error) or "ZIP directory") from error
        self._infos = {i.filename: i for i in self._zip.infolist()}
        self._read = 0
        self._roots: dict[str, etree._Element | None] = {}
        self._check_sizes()
        self.main = self._main_part()

    def _check_sizes(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > limits.MAX_ENTRIES:
            raise VnadminError("E112", name=self.label, detail=f"a ZIP of {len(infos):,} parts")
        total = sum(i.file_size for i in infos)
        packed = sum(i.compress_size for i in infos)
        if total > limits.MAX_UNPACKED or (total > 20_000_000 and total > limits.MAX_RATIO * max(packed, 1)):
            raise VnadminError("E112", name=self.label, detail=f"a ZIP bomb: {total:,} bytes from {packed:,}")

    def _main_part(self) -> str:
        names = set(self._infos)
        main = "word/document.xml"
        if "_rels/.rels" in names:
            for target in self.targets("_rels/.rels", "officeDocument"):
                main = target
        if main not in names or not self._is_word(main):
            raise VnadminError("E104", name=self.label, detail=_what(names))
        return main

    def _is_word(self, main: str) -> bool:
        root = self._roots[main] = self.xml(main)
        return root is not None and root.tag == f"{{{W}}}document"

    def has(self, part: str) -> bool:
        """Whether the package holds the part."""
        return part in self._infos

    def targets(self, rels: str, kind: str) -> list[str]:
        """Part names that a relationship part points to, for one kind of relationship (the end of its type)."""
        return [target for _, target in self.related(rels, kind)]

    def related(self, rels: str, kind: str) -> list[tuple[str, str]]:
        """Pairs (relationship id, part name) for one kind of relationship."""
        root = self.xml(rels) if rels in self._infos else None
        if root is None:
            return []
        base = posixpath.dirname(posixpath.dirname(rels))
        out: list[tuple[str, str]] = []
        for rel in root.iter(f"{{{REL}}}Relationship"):
            if rel.get("Type", "").endswith("/" + kind) and rel.get("TargetMode") != "External":
                target = rel.get("Target", "")
                path = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
                )
                out.append((rel.get("Id", ""), path))
        return out

    def rels_of_main(self) -> str:
        """The name of the relationship part of the main part."""
        folder, name = posixpath.split(self.main)
        return posixpath.join(folder, "_rels", name + ".rels")

    def read(self, part: str) -> bytes:
        """The unpacked bytes of a part."""
        info = self._infos[part]
        if info.flag_bits & 1:
            raise VnadminError("E107", name=self.label)
        self._read += info.file_size
        if info.file_size > limits.MAX_PART or self._read > 3 * limits.MAX_PART:
            raise VnadminError("E109", name=self.label, detail=f"{part}: {info.file_size:,} bytes")
        if info.file_size > 10_000_000 and info.file_size > limits.MAX_RATIO * max(info.compress_size, 1):
            raise VnadminError("E112", name=self.label, detail=f"a ZIP bomb in {part}")
        try:
            return self._zip.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise VnadminError("E108", name=self.label, detail=f"{part}: {error}") from error
        except Exception as error:  # lzma and bz2 raise their own kinds
            raise VnadminError("E108", name=self.label, detail=f"{part}: {type(error).__name__}") from error

    def xml(self, part: str) -> etree._Element | None:
        """The root of a part, or None where the package does not hold it."""
        if part in self._roots:
            return self._roots[part]
        if part not in self._infos:
            return None
        data = self.read(part)
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError) as error:
            raise VnadminError("E108", name=self.label, detail=f"{part}: {_first_line(error)}") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise VnadminError("E112", name=self.label, detail=f"a DTD in {part}")
        return root


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["XML"])[0][:120]
