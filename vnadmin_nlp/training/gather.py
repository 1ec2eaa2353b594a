"""What a training learns from and chooses by: several data folders, checked, with their splits kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from vnadmin_nlp.annotation.build import issuer_key
from vnadmin_nlp.annotation.datasets import by_split, expressible
from vnadmin_nlp.annotation.folder_check import check_folder
from vnadmin_nlp.annotation.gold import SPLITS_FILE, GoldDirective, annotations_folder, digest, load_data
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import LABELS, Label
from vnadmin_nlp.training.config import TrainConfig

_FEWEST: Final = 4
"""Groups (issuers) below which nothing is held out: what is learnt would lose more than the choice gains."""
_TRIES: Final = 50


class Material(NamedTuple):
    """Directives to learn from, directives to choose the best epoch by, and what the user should know of both."""

    learn: list[GoldDirective]
    dev: list[GoldDirective]
    notes: list[str]


def gather(config: TrainConfig) -> Material:
    """The directives of all data folders of `config`.

    A folder with splits gives its train and dev splits, a folder of pairs without splits gives all it holds. Where no folder has a dev
    split, `dev_share` of the texts is held out, whole issuers at a time. A text of any dev or test split is never learnt from, whatever
    other folder holds it too; of a text that stands in two folders the later one counts. A label that one folder has and another has not
    at all is `unmarked` in the texts of the latter: nobody looked for it there.
    Raises VnadminError E402 where the check finds errors, E401 where a folder holds no gold, E201 where nothing is left to learn from.
    """
    folders: list[_Folder] = []
    apart: set[str] = set()
    notes: list[str] = []
    for folder in config.data:
        _refuse_errors(folder, config.accept_errors)
        if (annotations_folder(folder) / SPLITS_FILE).is_file():
            parts = by_split(folder)
            some = [d for split in config.train_splits for d in parts.get(split, [])]
            folders.append(_Folder(folder, some, parts.get(config.dev_split, [])))
            apart |= {digest(d.text) for split, some in parts.items() if split not in config.train_splits for d in some}
        else:
            some = load_data(folder)
            folders.append(_Folder(folder, some, []))
            notes.append(f"{folder}: no {SPLITS_FILE}, so all {len(some)} texts are learnt from")
    for folder in config.extra_train:
        _refuse_errors(folder, config.accept_errors)
        folders.append(_Folder(folder, load_data(folder), []))
    folders = _told_unmarked(folders, notes)
    dev = [d for folder in folders for d in folder.dev]
    learn = _once([d for folder in folders for d in folder.learn], apart, notes)
    if not dev and learn:
        learn, dev = hold_out(learn, config.dev_share, config.seed)
        notes.append(_held(learn, dev))
    if not learn:
        raise VnadminError("E201", detail="no directive to train on: check --data and the splits")
    lost = expressible(learn)
    if lost.lost:
        notes.append(
            f"{len(lost.lost)} of {lost.spans} annotated spans begin or end inside a token and cannot be learnt"
        )
    return Material(learn, dev, notes)


class _Folder(NamedTuple):
    """What a data folder gives."""

    name: str
    learn: list[GoldDirective]
    dev: list[GoldDirective]

    def labels(self) -> set[Label]:
        return {span.label for directive in (*self.learn, *self.dev) for span in directive.spans}


def _told_unmarked(folders: Sequence[_Folder], notes: list[str]) -> list[_Folder]:
    """`folders`, each text with the labels that only other folders have."""
    known = {label for folder in folders for label in folder.labels()}
    out = []
    for folder in folders:
        missing = tuple(label for label in LABELS if label in known - folder.labels())
        if missing and (folder.learn or folder.dev):
            notes.append(f"{folder.name}: no {' and no '.join(missing)} is marked, so its texts teach nothing of it")
            learn, dev = (
                [d.model_copy(update={"unmarked": missing}) for d in some] for some in (folder.learn, folder.dev)
            )
            folder = _Folder(folder.name, learn, dev)
        out.append(folder)
    return out


def _refuse_errors(folder: str, accepted: Sequence[str]) -> None:
    errors = [f for f in check_folder(folder).findings if f.severity == "error" and f.rule not in accepted]
    if errors:
        first = errors[0]
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        detail = f"{count} in the annotations, the first in {first.file}: {first.rule}, {first.message}"
        raise VnadminError("E402", name=folder, detail=detail)


def _once(learn: Sequence[GoldDirective], apart: set[str], notes: list[str]) -> list[GoldDirective]:
    """Each text once, as the last folder has it, and none of `apart` (digests)."""
    kept: dict[str, GoldDirective] = {}
    left_out = 0
    for directive in learn:
        key = digest(directive.text)
        if key in apart:
            left_out += 1
        else:
            kept[key] = directive
    if left_out:
        notes.append(f"{left_out} texts are left out: a dev or test split holds them, too")
    twice = len(learn) - left_out - len(kept)
    if twice:
        notes.append(f"{twice} texts stand in two folders: the annotation of the later one counts")
    return list(kept.values())


def issuer_of(directive: GoldDirective) -> str:
    """What keeps texts of one hand together: the issuer by the manifest or the letterhead, else the text's family, else the text alone."""
    from vnadmin_nlp.outline import parse

    issuer = directive.meta.issuer or parse(directive.text).document.issuer
    return issuer_key(issuer) if issuer else directive.meta.family or directive.id


def hold_out(
    golds: Sequence[GoldDirective], share: float, seed: int
) -> tuple[list[GoldDirective], list[GoldDirective]]:
    """Part `golds` into those to learn from and about `share` of them to choose by; no issuer on both sides.

    Of scikit-learn's random groupings the one nearest to `share` is taken, since issuers are of very different size. With fewer than
    `_FEWEST` issuers nothing is held out.
    """
    from sklearn.model_selection import GroupShuffleSplit

    groups = [issuer_of(g) for g in golds]
    if share <= 0 or len(set(groups)) < _FEWEST:
        return list(golds), []
    tries = GroupShuffleSplit(n_splits=_TRIES, test_size=share, random_state=seed).split(golds, groups=groups)
    _, held = min(tries, key=lambda parts: abs(len(parts[1]) / len(golds) - share))
    chosen = set(held.tolist())
    return (
        [g for i, g in enumerate(golds) if i not in chosen],
        [g for i, g in enumerate(golds) if i in chosen],
    )


def _held(learn: Sequence[GoldDirective], dev: Sequence[GoldDirective]) -> str:
    if not dev:
        return "no dev split, and nothing is held out: the last epoch is kept, and scores stay uncalibrated"
    issuers = len({issuer_of(d) for d in dev})
    return (
        f"no dev split: {len(dev)} of {len(learn) + len(dev)} texts ({issuers} issuers, none of them learnt from) are held out "
        "to choose the best epoch"
    )
