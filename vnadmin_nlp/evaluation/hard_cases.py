"""Which texts of a corpus hold which hard case: counted from the annotation, so that a slice that lacks one is seen.

    python -m vnadmin_nlp.evaluation.hard_cases --data .

prints a table: case, texts with it in train, dev and test, some ids. A case is told by its form alone, so the counts are of texts in
which it surely stands, and a text may hold it in a form that is not looked for (cells on lines of their own, for tables).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, load_data

SILENT: Final = 1500
"""Characters without any TASK that make a long stretch."""
_PART: Final = re.compile(r"[;,.:]?\s*\(?(?:\d{1,2}|[a-zđ])\)\s*")
_ARTICLE: Final = re.compile(r"(?m)^\W*Điều 1\b")
_SENTENCE_END: Final = re.compile(r"[.!?]\s|\n")


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)


def _tasks(gold: GoldDirective) -> list[GoldAssignment]:
    return sorted(gold.assignments, key=lambda a: a.task)


def _neighbours(gold: GoldDirective) -> Iterator[tuple[GoldAssignment, GoldAssignment, str]]:
    """Assignments that follow one another, with the text between their TASKs."""
    for a, b in pairwise(_tasks(gold)):
        yield a, b, gold.text[a.task[1] : b.task[0]]


def _silent(gold: GoldDirective) -> bool:
    edges = [0, *(e for a in _tasks(gold) for e in a.task), len(gold.text)]
    return any(b - a >= SILENT for a, b in zip(edges[::2], edges[1::2], strict=True))


def _most_led(gold: GoldDirective) -> int:
    """The most assignments whose lead stands in one place above their own lines."""
    led: dict[int, int] = {}
    for a in gold.assignments:
        start = _line(gold.text, a.task[0])[0]
        for unit in a.lead:
            if unit.end is not None and unit.end <= start:
                led[unit.end] = led.get(unit.end, 0) + 1
    return max(led.values(), default=0)


def _shared_head(gold: GoldDirective) -> bool:
    return any(":" in gold.covered(s.start, s.end) for s in gold.labelled("ORG-UNIT"))


def _due_line(gold: GoldDirective) -> bool:
    """A DEADLINE outside all TASKs that is the due of the two TASKs before it, which have none of their own."""
    tasks, times = _tasks(gold), gold.labelled("DEADLINE")
    inside = {t for t in times for a in tasks if a.task[0] <= t.start and t.end <= a.task[1]}
    for time in (t for t in times if t not in inside):
        before = [a for a in tasks if a.task[1] <= time.start][-2:]
        own = any(a.task[0] <= t.start < time.start for a in before for t in times)
        if len(before) == 2 and not own and before[0].due is not None and before[0].due == before[1].due:
            return True
    return False


def _table(gold: GoldDirective) -> bool:
    lines = (gold.text[slice(*_line(gold.text, a.task[0]))] for a in gold.assignments)
    return any(line.count("|") > 2 or line.count("\t") > 1 for line in lines)


def _two_assignees(gold: GoldDirective) -> bool:
    return any(
        a.lead and b.lead and a.lead != b.lead and ";" in between and not _SENTENCE_END.search(between)
        for a, b, between in _neighbours(gold)
    )


def _parts(gold: GoldDirective) -> bool:
    return any(_PART.fullmatch(between) and "\n" not in between for _, _, between in _neighbours(gold))


def _person(gold: GoldDirective) -> bool:
    """A TASK without lead, behind words of its own sentence."""
    for a in gold.assignments:
        start = _line(gold.text, a.task[0])[0]
        before = re.split(r"[.;:]\s", gold.text[start : a.task[0]])[-1]
        if not a.lead and len(re.findall(r"[^\W\d_]+", before)) >= 2:
            return True
    return False


def _closing(gold: GoldDirective) -> str | None:
    """The line that ends in `./.`, without what follows."""
    end = gold.text.rfind("./.")
    return None if end < 0 else gold.text[gold.text.rfind("\n", 0, end) + 1 : end]


def _directs(gold: GoldDirective) -> bool:
    line, end = _closing(gold), gold.text.rfind("./.")
    return line is not None and any(end - len(line) <= a.task[0] <= end for a in gold.assignments)


CASES: Final[Mapping[str, Callable[[GoldDirective], bool]]] = {
    f"{SILENT:,} characters and more that assign nothing": _silent,
    "a heading or lead-in that carries the assignee of 5 items and more": lambda g: _most_led(g) >= 5,
    "the same, of 10 items and more": lambda g: _most_led(g) >= 10,
    "several units under one head and a colon": _shared_head,
    "documents cited inside tasks": lambda g: any(a.refs for a in g.assignments),
    "a due line that closes several tasks": _due_line,
    "tasks in cells of a table": _table,
    "two assignees in one sentence": _two_assignees,
    "numbered parts inside a sentence": _parts,
    "a person or a role as assignee": _person,
    "a closing formula that directs": _directs,
    "a closing formula that does not": lambda g: _closing(g) is not None and not _directs(g),
    "Party texts": lambda g: g.meta.level == "party",
    'letters with "Kính gửi"': lambda g: g.meta.genre == "cong-van" and "kính gửi" in g.text.casefold(),
    'decisions and resolutions with "Điều 1"': lambda g: (
        g.meta.genre in ("quyet-dinh", "nghi-quyet") and _ARTICLE.search(g.text) is not None
    ),
}


def holders(golds: Iterable[GoldDirective]) -> dict[str, list[str]]:
    """The ids of the directives that hold each case."""
    kept = list(golds)
    return {name: [g.id for g in kept if holds(g)] for name, holds in CASES.items()}


def table(splits: Mapping[str, Sequence[GoldDirective]], shown: int = 5) -> str:
    """A Markdown table of the cases: how many texts of each split hold them, and `shown` ids from places all over the corpus."""
    found = {name: holders(golds) for name, golds in splits.items()}
    lines = [f"| case | {' | '.join(splits)} | such as |", "|---" * (len(splits) + 2) + "|"]
    for case in CASES:
        ids = sorted(i for split in found.values() for i in split[case])
        some = ids[:: max(1, len(ids) // shown)][:shown]
        counts = " | ".join(str(len(split[case])) for split in found.values())
        lines.append(f"| {case} | {counts} | {', '.join(some)} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.hard_cases", description=head)
    parser.add_argument("--data", required=True, metavar="DIR", help="a folder with splits")
    options = parser.parse_args(arguments)
    print(table({split: load_data(options.data, split) for split in ("train", "dev", "test")}))


if __name__ == "__main__":
    main()
