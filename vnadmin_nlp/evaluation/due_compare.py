"""Due values of the phrase corpus: this package beside dateparser and dateutil, in one table.

    python -m vnadmin_nlp.evaluation.due_compare
    python -m vnadmin_nlp.evaluation.due_compare --speed

The general parsers know days only: an expression is right for them where they give the day of its value, and where they
give nothing to one that has none. They get the directive's own date, day before month, the next year ahead, the last day of
a month. HeidelTime (Java) is not run here. Needs the extra `[dev]`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from vnadmin_nlp.evaluation.speed import seconds
from vnadmin_nlp.values.due import DueContext, due_value

CORPUS: Final = Path(__file__).parents[2] / "tests" / "corpora" / "due.tsv"
NOT_RUN: Final = "HeidelTime: not run (needs Java)"
_GROUPS: Final = {
    "date": "days", "month": "months, quarters, years, periods", "quarter": "months, quarters, years, periods",
    "half": "months, quarters, years, periods", "year": "months, quarters, years, periods",
    "period": "months, quarters, years, periods", "recurrence": "recurrences", "duration": "durations",
    "event": "feasts and events", "reference": "by document, ongoing", "ongoing": "by document, ongoing",
    "unknown": "nothing to read",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the corpus. `value` is null where the expression has none."""

    phrase: str
    sentence: str
    own: date | None
    value: str | None
    kind: str


def read_lines(path: Path) -> list[Line]:
    """The lines of `due.tsv`. Raises ValueError where a line does not mark its expression."""
    out = []
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    columns = head.split("\t")
    for row in rows:
        if not row.strip() or row.startswith("#"):
            continue
        cells = dict(zip(columns, row.split("\t"), strict=True))
        context = cells["context"].replace("\\n", "\n")
        own = None if cells["date"] == "-" else date.fromisoformat(cells["date"])
        value = None if cells["value"] == "-" else cells["value"]
        phrase = context[context.index("⟦") + 1 : context.index("⟧")]
        out.append(Line(phrase, context.replace("⟦", "").replace("⟧", ""), own, value, cells["kind"]))
    return out


def ours(line: Line) -> str | None:
    """The value that this package gives."""
    year = line.own.year if line.own else None
    return due_value(line.phrase, DueContext(line.own, year, sentence=line.sentence, text=line.sentence)).value


def by_dateparser(line: Line) -> str | None:
    """The day that dateparser gives: of the whole expression, else the last that it finds in it."""
    import dateparser
    from dateparser.search import search_dates

    base = datetime.combine(line.own, datetime.min.time()) if line.own else None
    settings = {
        "DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future", "PREFER_DAY_OF_MONTH": "last",
        **({"RELATIVE_BASE": base} if base else {}),
    }  # fmt: skip
    found = dateparser.parse(line.phrase, languages=["vi"], settings=settings)
    if found is None:
        several = search_dates(line.phrase, languages=["vi"], settings=settings)
        found = several[-1][1] if several else None
    return found.date().isoformat() if found else None


def by_dateutil(line: Line) -> str | None:
    """The day that dateutil's fuzzy parser gives."""
    from dateutil import parser

    base = datetime.combine(line.own, datetime.min.time()) if line.own else None
    try:
        found = parser.parse(line.phrase, dayfirst=True, fuzzy=True, default=base)
    except (ValueError, OverflowError, TypeError):
        return None
    return found.date().isoformat()


@dataclass(slots=True)
class Count:
    """Lines of a group: how many, how many right, how many with a value that is not the corpus's."""

    lines: int = 0
    right: int = 0
    wrong: int = 0

    def add(self, wanted: str | None, found: str | None) -> None:
        """Counts one line."""
        self.lines += 1
        self.right += wanted == found
        self.wrong += found is not None and wanted != found


@dataclass(slots=True)
class Result:
    """The counts of one system by group, and its milliseconds a phrase."""

    groups: dict[str, Count] = field(default_factory=dict)
    milliseconds: float = 0.0


def compare(lines: Sequence[Line], systems: dict[str, Callable[[Line], str | None]]) -> dict[str, Result]:
    """Every system on every line; the clock runs on a second reading, with every table loaded."""
    out = {}
    for name, read in systems.items():
        result = Result()
        found = [read(line) for line in lines]
        begin = time.process_time()
        for line in lines:
            read(line)
        result.milliseconds = 1000 * (time.process_time() - begin) / len(lines)
        for line, value in zip(lines, found, strict=True):
            for group in (_GROUPS.get(line.kind, line.kind), "all"):
                result.groups.setdefault(group, Count()).add(line.value, value)
        out[name] = result
    return out


def table(results: dict[str, Result]) -> Iterator[str]:
    """The lines of the table: right, and in brackets values that are wrong."""
    names = list(results)
    groups = [g for g in dict.fromkeys(_GROUPS.values()) if g in results[names[0]].groups] + ["all"]
    yield f"{'right (wrong value given)':34}{'lines':>6}" + "".join(f"{name:>20}" for name in names)
    for group in groups:
        counts = [results[name].groups[group] for name in names]
        yield f"{group:34}{counts[0].lines:>6}" + "".join(f"{f'{c.right} ({c.wrong})':>20}" for c in counts)
    yield f"{'ms a phrase':40}" + "".join(f"{results[name].milliseconds:>20.2f}" for name in names)


def speed(lines: Sequence[Line], rounds: int = 9) -> float:
    """Milliseconds of this package for one expression: the best of `rounds` readings of all lines, processor time."""
    return 1000 * seconds(lambda: [ours(line) for line in lines], rounds, time.process_time) / len(lines)


def systems() -> dict[str, Callable[[Line], str | None]]:
    """The systems that are installed."""
    from importlib.util import find_spec

    found: dict[str, Callable[[Line], str | None]] = {"vnadmin_nlp": ours}
    if find_spec("dateparser"):
        found["dateparser"] = by_dateparser
    if find_spec("dateutil"):
        found["dateutil (fuzzy)"] = by_dateutil
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.due_compare", description=head)
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="FILE")
    parser.add_argument("--speed", action="store_true", help="only the milliseconds of this package for one expression")
    options = parser.parse_args(arguments)
    if options.speed:
        print(f"{speed(read_lines(options.corpus)):.3f} ms a phrase")
        return
    for line in table(compare(read_lines(options.corpus), systems())):
        print(line)
    print(NOT_RUN)


if __name__ == "__main__":
    main()
