"""The check of a whole data folder: every file, the manifest, the splits, and what the tokens can express."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.accepted import ACCEPTED_FILE, Accepted, accept, load_accepted, shown
from vnadmin_nlp.annotation.check import Finding, check, finding
from vnadmin_nlp.annotation.datasets import Expressible, expressible
from vnadmin_nlp.annotation.gold import (
    MANIFEST_FILE,
    SPLITS_FILE,
    GoldDirective,
    GoldMeta,
    annotations_folder,
    load,
    load_manifest,
    load_splits,
)
from vnadmin_nlp.errors import VnadminError


class CheckReport(BaseModel):
    """What was found in a data folder. `texts` are those that could be read.

    `accepted` counts the warnings that a person has accepted (see `accepted`); they are not among the findings.
    """

    model_config = ConfigDict(frozen=True)

    texts: int
    expressible: Expressible
    findings: tuple[Finding, ...]
    accepted: int = 0

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(f.severity == "error" for f in self.findings)

    def to_json(self) -> str:
        """The report as JSON, readable."""
        return self.model_dump_json(indent=1)

    def to_text(self) -> str:
        """One line for each finding, then the sums."""
        lines = []
        for f in self.findings:
            place = f.file if f.offset is None else f"{f.file}:{f.offset}"
            covered = f" [{shown(f.text)}]" if f.text else ""
            lines.append(f"{place}: {f.severity} {f.rule}: {f.message}{covered}")
        accepted = f" ({self.accepted} more accepted)" if self.accepted else ""
        spans, lost = self.expressible.spans, len(self.expressible.lost)
        lines.append(
            f"{self.texts} texts, {spans} spans, {spans - lost} of them ({self.expressible.share:.2%}) on token edges; "
            f"{self.errors} errors, {len(self.findings) - self.errors} warnings{accepted}"
        )
        return "\n".join(lines) + "\n"


def _reason(error: VnadminError, path: Path) -> str:
    return str(error).removeprefix(f"{error.code}: ").removeprefix(f"{path}: ")


def _loaded(path: Path, manifest: Mapping[str, GoldMeta]) -> GoldDirective | Finding:
    try:
        gold = load(path)
    except VnadminError as error:
        return finding(str(path), "unreadable", _reason(error, path))
    return gold.model_copy(update={"meta": manifest[gold.id]}) if gold.id in manifest else gold


def _against_manifest(golds: Sequence[GoldDirective], file: Path, rows: Mapping[str, GoldMeta]) -> Iterator[Finding]:
    for gold in golds:
        name = gold.file or gold.id
        if gold.id not in rows:
            yield finding(name, "manifest", f"the id {gold.id!r} is not in the manifest")
        elif rows[gold.id].characters != len(gold.text):
            said = rows[gold.id].characters
            yield finding(name, "manifest", f"the manifest says {said} characters, the text has {len(gold.text)}")
    for lost in sorted(rows.keys() - {g.id for g in golds}):
        yield finding(str(file), "manifest", f"the id {lost!r} has no gold file")


def _twice(golds: Sequence[GoldDirective]) -> Iterator[Finding]:
    first: dict[str, GoldDirective] = {}
    for gold in golds:
        if first.setdefault(gold.id, gold) is not gold:
            yield finding(gold.file or gold.id, "id-twice", f"{gold.id!r} is also the id of {first[gold.id].file}")


def check_folder(data: str | Path) -> CheckReport:
    """Check a data folder (see `gold`): every file on its own, the manifest, the splits, the accepted warnings.

    A file that cannot be read is a finding. Raises VnadminError E401 where the folder holds no gold at all.
    """
    folder = annotations_folder(data)
    paths = [p for p in sorted(folder.glob("*.json")) if p.name != SPLITS_FILE] if folder.is_dir() else []
    if not paths:
        raise VnadminError("E401", name=data, detail="holds no gold files (NAME.json)")
    manifest_file, splits_file = folder.parent / "corpora" / MANIFEST_FILE, folder / SPLITS_FILE
    accepted_file = folder / ACCEPTED_FILE
    manifest: dict[str, GoldMeta] = {}
    entries: list[Accepted] = []
    splits: Mapping[str, Sequence[str]] | None = None
    findings: list[Finding] = []
    try:
        manifest = load_manifest(manifest_file) if manifest_file.is_file() else {}
    except VnadminError as error:
        findings.append(finding(str(manifest_file), "unreadable", _reason(error, manifest_file)))
    try:
        splits = load_splits(splits_file) if splits_file.is_file() else None
    except VnadminError as error:
        findings.append(finding(str(splits_file), "unreadable", _reason(error, splits_file)))
    try:
        entries = load_accepted(accepted_file) if accepted_file.is_file() else []
    except VnadminError as error:
        findings.append(finding(str(accepted_file), "unreadable", _reason(error, accepted_file)))
    golds: list[GoldDirective] = []
    for path in paths:
        loaded = _loaded(path, manifest)
        if isinstance(loaded, Finding):
            findings.append(loaded)
        else:
            golds.append(loaded)
    findings += _twice(golds)
    if manifest:
        findings += _against_manifest(golds, manifest_file, manifest)
    findings += check(golds, splits)
    findings, accepted = accept(findings, entries, {g.file or g.id: g.id for g in golds}, str(accepted_file))
    sound = [g for g in golds if all(0 <= s.start < s.end <= len(g.text) for s in g.spans)]
    return CheckReport(texts=len(golds), expressible=expressible(sound), findings=tuple(findings), accepted=accepted)
