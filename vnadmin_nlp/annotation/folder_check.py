"""The check of a whole data folder: every file, the manifest, the splits, and what the tokens can express."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.accepted import ACCEPTED_FILE, Accepted, accept, load_accepted, shown
from vnadmin_nlp.annotation.datasets import Expressible, expressible
from vnadmin_nlp.annotation.findings import Finding, finding
from vnadmin_nlp.annotation.gold import (
    MANIFEST_FILE,
    SPLITS_FILE,
    GoldDirective,
    GoldMeta,
    annotations_folder,
    load,
    load_data,
    load_manifest,
    load_splits,
)
from vnadmin_nlp.annotation.misses import by_model
from vnadmin_nlp.annotation.rules import RULES, Severity
from vnadmin_nlp.annotation.split_check import Beside, Splits, check
from vnadmin_nlp.errors import VnadminError

if TYPE_CHECKING:
    from vnadmin_nlp.pipeline import Extractor

Track = Callable[[Sequence[GoldDirective]], Iterable[GoldDirective]]


class CheckReport(BaseModel):
    """What was found in a data folder. `texts` are those that could be read.

    `accepted` counts the warnings that a person has accepted (see `accepted`); they are not among the findings.
    """

    model_config = ConfigDict(frozen=True)

    texts: int
    expressible: Expressible
    findings: tuple[Finding, ...]
    accepted: int = 0

    def count(self, severity: Severity) -> int:
        """How many findings are so severe."""
        return sum(f.severity == severity for f in self.findings)

    @property
    def errors(self) -> int:
        """How many findings are errors; training refuses data with any."""
        return self.count("error")

    def to_json(self) -> str:
        """The report as JSON, readable."""
        return self.model_dump_json(indent=1)

    def to_text(self) -> str:
        """One line for each finding, what to do by rule, then the sums."""
        lines = [_line(f) for f in self.findings]
        rules = sorted({f.rule for f in self.findings})
        if rules:
            lines += ["", "what to do", *(f"  {rule}: {RULES[rule].advice}" for rule in rules), ""]
        accepted = f" ({self.accepted} more accepted)" if self.accepted else ""
        hints = f", {self.count('hint')} hints" if self.count("hint") else ""
        spans, lost = self.expressible.spans, len(self.expressible.lost)
        lines.append(
            f"{self.texts} texts, {spans} spans, {spans - lost} of them ({self.expressible.share:.2%}) on token edges; "
            f"{self.errors} errors, {self.count('warning')} warnings{accepted}{hints}"
        )
        return "\n".join(lines) + "\n"


def _line(f: Finding) -> str:
    place = "" if f.offset is None else f" in line {f.line} of the text, character {f.offset}"
    covered = f" [{shown(f.text)}]" if f.text else ""
    return f"{f.file}: {f.severity} {f.rule}{place}: {f.message}{covered}"


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


T = TypeVar("T")


def _table(file: Path, load: Callable[[Path], T], found: list[Finding]) -> T | None:
    """The content of a file beside the gold; null where there is none, or where it cannot be read, which is a finding."""
    try:
        return load(file) if file.is_file() else None
    except VnadminError as error:
        found.append(finding(str(file), "unreadable", _reason(error, file)))
        return None


def check_golds(
    golds: Sequence[GoldDirective],
    splits: Splits | None = None,
    *,
    beside: Sequence[Beside] = (),
    accepted: Sequence[Accepted] = (),
    name: str = "directives",
    extractor: Extractor | None = None,
    track: Track | None = None,
) -> CheckReport:
    """Check directives in memory; `splits` are ids by split, `beside` what they are trained or tested with.

    `accepted` are warnings that a person has found right; `name` is what findings on all directives are called by. With an
    `extractor`, its disagreements are hints. Broken directives are findings, never exceptions.
    """
    found = [*_twice(golds), *check(golds, splits, beside, name)]
    found, count = accept(found, accepted, {g.file or g.id: g.id for g in golds}, str(Path(name) / ACCEPTED_FILE))
    sound = [g for g in golds if all(0 <= s.start < s.end <= len(g.text) for s in g.spans)]
    if extractor is not None:
        found += [f for g in (track(sound) if track else sound) for f in by_model(g, extractor)]
    return CheckReport(texts=len(golds), expressible=expressible(sound), findings=tuple(found), accepted=count)


def check_folder(
    data: str | Path,
    *,
    against: Sequence[str | Path] = (),
    extractor: Extractor | None = None,
    track: Track | None = None,
) -> CheckReport:
    """Check a data folder (see `gold`): every file on its own, the manifest, the splits, the accepted warnings.

    `against`: other data folders that must not hold the same texts. A file that cannot be read is a finding.
    Raises VnadminError E401 where a folder holds no gold at all, and for a broken folder of `against`.
    """
    folder = annotations_folder(data)
    paths = [p for p in sorted(folder.glob("*.json")) if p.name != SPLITS_FILE] if folder.is_dir() else []
    if not paths:
        raise VnadminError("E401", name=data, detail="holds no gold files (NAME.json)")
    manifest_file = folder.parent / "corpora" / MANIFEST_FILE
    found: list[Finding] = []
    manifest = _table(manifest_file, load_manifest, found) or {}
    splits = _table(folder / SPLITS_FILE, load_splits, found)
    accepted = _table(folder / ACCEPTED_FILE, load_accepted, found) or []
    golds: list[GoldDirective] = []
    for path in paths:
        loaded = _loaded(path, manifest)
        if isinstance(loaded, Finding):
            found.append(loaded)
        else:
            golds.append(loaded)
    if manifest:
        found += _against_manifest(golds, manifest_file, manifest)
    report = check_golds(
        golds,
        splits,
        beside=[_beside(b) for b in against],
        accepted=accepted,
        name=str(folder),
        extractor=extractor,
        track=track,
    )
    return report.model_copy(update={"findings": (*found, *report.findings)})


def _beside(data: str | Path) -> Beside:
    splits = annotations_folder(data) / SPLITS_FILE
    return Beside(str(data), load_data(data), load_splits(splits) if splits.is_file() else None)
