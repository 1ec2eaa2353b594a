"""A day of annotation, simulated (docs/loop.md): notices held back as new ones, and an annotator who corrects what a model made of them.

    python -m vnadmin_nlp.evaluation.loop hold-back . day --new 50
    python -m vnadmin_nlp.evaluation.loop correct tasks.json gold export.json

The first writes three folders: `inbox` (texts alone), `gold` (what the annotator will find right in them) and `old` (what else is
annotated). The second does in Label Studio's file what a person does on its screen: leaves a right region alone, moves edges, deletes,
adds; and counts it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from vnadmin_nlp.annotation.formats import write as write_format
from vnadmin_nlp.annotation.formats.common import ROLES, Drawn, Relation, drawn, fail
from vnadmin_nlp.annotation.formats.label_studio import results
from vnadmin_nlp.annotation.formats.label_studio_result import drawing_of
from vnadmin_nlp.annotation.gold import MANIFEST_FILE, SPLITS_FILE, GoldDirective, load_data, save
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import LABELS

ACTIONS: Final = ("kept", "moved", "added", "deleted")
DUE_VALUE: Final = "due value"
ITEMS: Final = (*LABELS, *ROLES, DUE_VALUE)
"""What is corrected: regions by label, relations by kind, and the due values of TASKs."""


def hold_back(data: str | Path, out: str | Path, new: int = 50, old: int | None = None) -> tuple[int, int, int]:
    """Part a data folder with splits into `out`/inbox, `out`/gold and `out`/old; gives the number of new, old train and old test texts.

    New are the texts of the dev split, which no model was trained on, and then as many of the train split as lack. `old` holds the
    rest of train, and test: of each the first `old` texts (null: all). It has no dev split, since that one is new now.
    Raises E203 where `out` is there already, E401 for a folder without splits or with fewer than `new` texts.
    """
    parts = {split: load_data(data, split) for split in ("train", "dev", "test")}
    ordered = [*parts["dev"], *parts["train"]]
    if not 0 < new < len(ordered):
        raise VnadminError("E401", name=data, detail=f"{new} of {len(ordered)} texts cannot be held back")
    chosen, ids = ordered[:new], {g.id for g in ordered[:new]}
    kept = {"train": [g for g in parts["train"] if g.id not in ids][:old], "test": parts["test"][:old]}
    folder = Path(out)
    try:
        (folder / "inbox").mkdir(parents=True)
    except FileExistsError:
        raise VnadminError("E203", name=folder, detail="it exists already and is never overwritten") from None
    for gold in chosen:
        (folder / "inbox" / f"{gold.id}.txt").write_bytes(gold.text.encode("utf-8"))
    write_format(chosen, folder / "gold", "pairs")
    _write_corpus(kept, folder / "old")
    return len(chosen), len(kept["train"]), len(kept["test"])


def _write_corpus(parts: Mapping[str, Sequence[GoldDirective]], root: Path) -> None:
    """Write corpora/ and annotations/ with manifest and splits."""
    rows = []
    for gold in (g for some in parts.values() for g in some):
        meta = gold.meta.model_copy(update={"path": f"corpora/{gold.id}.txt"})
        save(gold, root / "annotations" / f"{gold.id}.json", text_path=meta.path, root=root)
        rows.append(json.dumps(meta.model_dump(), ensure_ascii=False))
    (root / "corpora" / MANIFEST_FILE).write_text("\n".join(rows) + "\n", encoding="utf-8")
    splits = {split: [g.id for g in some] for split, some in parts.items()}
    (root / "annotations" / SPLITS_FILE).write_text(json.dumps(splits, indent=1) + "\n", encoding="utf-8")


class Correction(NamedTuple):
    """What an annotator makes of a pre-annotation. `origins` as Label Studio says them, by region; `counts` by (item, action).

    `moved` is a region with other edges, or another due value. A relation or due value that goes with a deleted region is not counted:
    nobody has to delete it.
    """

    drawing: Drawn
    origins: dict[str, str]
    counts: Counter[tuple[str, str]]


def correct(before: Drawn, wanted: Drawn) -> Correction:
    """The corrections that turn `before` into `wanted`; regions that stay, or are moved, keep their keys.

    Of regions with wrong edges those are moved to which a wanted one with the same label overlaps, the longest overlap first.
    """
    keys, counts = _matched(before, wanted)
    origins = {}
    for key, region in keys.items():
        same = before.spans.get(region) == wanted.spans[key]
        origins[region] = "prediction" if same else "prediction-changed" if region in before.spans else "manual"
    after = Drawn(
        {keys[k]: s for k, s in wanted.spans.items()},
        [Relation(r.kind, keys[r.source], keys[r.target]) for r in wanted.relations],
        {keys[k]: due for k, due in wanted.dues.items()},
    )
    for relation in {*before.relations, *after.relations}:
        if relation.source in after.spans and relation.target in after.spans:
            counts[relation.kind, _action(relation in before.relations, relation in after.relations)] += 1
    for key in {*before.dues, *after.dues} & after.spans.keys():
        was, now = before.dues.get(key), after.dues.get(key)
        counts[DUE_VALUE, "moved" if was and now and was != now else _action(was is not None, now is not None)] += 1
    return Correction(after, origins, counts)


def _action(was: bool, now: bool) -> str:
    return "kept" if was and now else "added" if now else "deleted"


def _matched(before: Drawn, wanted: Drawn) -> tuple[dict[str, str], Counter[tuple[str, str]]]:
    """The region of each wanted key: an old one, or a new one; and what is done to regions."""
    places = {s: key for key, s in before.spans.items()}
    keys = {key: places[s] for key, s in wanted.spans.items() if s in places}
    counts: Counter[tuple[str, str]] = Counter((wanted.spans[key].label, "kept") for key in keys)
    free = before.spans.keys() - set(keys.values())
    overlaps = sorted(
        (max(s.start, t.start) - min(s.end, t.end), key, region)
        for key, s in wanted.spans.items()
        if key not in keys
        for region in free
        if (t := before.spans[region]).label == s.label and t.start < s.end and s.start < t.end
    )
    for _, key, region in overlaps:
        if key not in keys and region in free:
            keys[key] = region
            free.remove(region)
            counts[wanted.spans[key].label, "moved"] += 1
    for key, s in wanted.spans.items():
        if key not in keys:
            keys[key] = f"new-{key}"
            counts[s.label, "added"] += 1
    counts.update((before.spans[region].label, "deleted") for region in free)
    return keys, counts


class Corrected(NamedTuple):
    """What was corrected in a file of tasks: notices, those with nothing to correct, and actions by item."""

    notices: int
    untouched: int
    counts: Counter[tuple[str, str]]

    def to_text(self) -> str:
        """A table: a row an item, a column an action."""
        rows = [(item, [self.counts[item, action] for action in ACTIONS]) for item in ITEMS]
        lines = [" " * 10 + "".join(f"{action:>9}" for action in ACTIONS)]
        lines += [f"{item:10}" + "".join(f"{n:>9,}" for n in row) for item, row in rows]
        return "\n".join([*lines, f"{self.notices} notices, {self.untouched} with nothing to correct"]) + "\n"


def correct_tasks(tasks: str | Path, gold: str | Path, out: str | Path) -> Corrected:
    """Write to `out` what Label Studio would export after pre-annotated `tasks` were corrected to what `gold` says.

    Raises E401 for a task without a pre-annotation or without gold, and for gold of another text; E203 where `out` is there.
    """
    golds = {g.id: g for g in load_data(gold)}
    target = Path(out)
    if target.exists():
        raise VnadminError("E203", name=target, detail="it exists already and is never overwritten")
    found = json.loads(Path(tasks).read_text(encoding="utf-8"))
    done = [_task(number, task, golds, Path(tasks)) for number, task in enumerate(found, 1)]
    content = ",\n".join(json.dumps(task, ensure_ascii=False) for task, _ in done)
    target.write_text(f"[\n{content}\n]\n", encoding="utf-8")
    counts = [c for _, c in done]
    untouched = sum(all(action == "kept" for _, action in c) for c in counts)
    return Corrected(len(done), untouched, sum(counts, Counter()))


def _task(
    number: int, task: Mapping[str, Any], golds: Mapping[str, GoldDirective], path: Path
) -> tuple[dict[str, Any], Counter[tuple[str, str]]]:
    name, text = str(task["data"].get("name")), task["data"].get("text")
    if name not in golds or golds[name].text != text:
        raise fail(
            path, f"task {number}", f"there is no gold of {name!r} with this text", "Give the folder that has it"
        )
    if not task.get("predictions"):
        raise fail(path, name, "has no pre-annotation", "Make the tasks by `vnadmin preannotate --to label-studio`")
    prediction = task["predictions"][0]
    before, _ = drawing_of(name, text, prediction["result"], path)
    wanted, lost = drawn(golds[name])
    if lost:
        raise VnadminError("E401", name=path, detail=lost[0])
    made = correct(before, wanted)
    result = list(results(golds[name], made.drawing, {}, made.origins))
    annotation = {"id": number, "completed_by": 1, "result": result, "was_cancelled": False, "ground_truth": False}
    annotation |= {"lead_time": None, "prediction": prediction, "parent_prediction": number, "task": number}
    told = {"id": number, "data": task["data"], "annotations": [annotation], "drafts": [], "predictions": [number]}
    return told, made.counts


def _parser() -> argparse.ArgumentParser:
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.loop", description=head)
    commands = parser.add_subparsers(dest="command", required=True)
    hold = commands.add_parser("hold-back", help="part a data folder into new and old notices")
    hold.add_argument("data", metavar="DATA", help="data folder with splits")
    hold.add_argument("out", metavar="DIR", help="folder to write; must not exist")
    hold.add_argument("--new", type=int, default=50, help="how many notices are new")
    hold.add_argument("--old", type=int, help="keep so many old train and test texts each; default: all")
    mend = commands.add_parser("correct", help="correct pre-annotated tasks of Label Studio")
    mend.add_argument("tasks", metavar="TASKS", help="what `vnadmin preannotate --to label-studio` wrote")
    mend.add_argument("gold", metavar="GOLD", help="folder of the right annotations")
    mend.add_argument("out", metavar="EXPORT", help="file to write; must not exist")
    return parser


def _lines(arguments: Sequence[str] | None) -> Iterator[str]:
    options = _parser().parse_args(arguments)
    if options.command == "correct":
        yield correct_tasks(options.tasks, options.gold, options.out).to_text()
    else:
        counts = hold_back(options.data, options.out, options.new, options.old)
        yield "{}: {} new notices; old ones: {} to learn from, {} to test on\n".format(options.out, *counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; gives the exit code."""
    try:
        for line in _lines(arguments):
            sys.stdout.write(line)
    except VnadminError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
