"""What the check finds: where, by which rule, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, computed_field

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.annotation.rules import RULES, Severity


class Finding(BaseModel):
    """One thing to look at. `offset` in code points of the text, `line` from 1; null where the finding is of the whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    offset: int | None
    text: str
    rule: str
    severity: Severity
    message: str
    line: int | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def advice(self) -> str:
        """What to do about it."""
        return RULES[self.rule].advice


class Found(NamedTuple):
    """A finding before its file is known."""

    rule: str
    start: int | None
    end: int | None
    message: str


def findings(gold: GoldDirective, found: Iterable[Found]) -> Iterator[Finding]:
    """The findings of one directive; long texts are cut in the middle."""
    for f in found:
        inside = f.start is not None and f.end is not None and 0 <= f.start <= f.end <= len(gold.text)
        text = gold.covered(f.start or 0, f.end or 0) if inside else ""
        yield Finding(
            file=gold.file or gold.id,
            offset=f.start if inside else None,
            line=1 + gold.text.count("\n", 0, f.start) if inside else None,
            text=text if len(text) <= 80 else f"{text[:50]}…{text[-28:]}",
            rule=f.rule,
            severity=RULES[f.rule].severity,
            message=f.message,
        )


def finding(file: str, rule: str, message: str) -> Finding:
    """A finding of a whole file or folder."""
    return Finding(file=file, offset=None, text="", rule=rule, severity=RULES[rule].severity, message=message)
