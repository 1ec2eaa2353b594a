"""Turn a folder of marked texts into corpora/ and annotations/: `python -m vnadmin_nlp.annotation.build SRC ROOT`.

Private: this is how the shipped corpus was made, and how texts are added to it. Everything is computed from the ids and
the content, so that a second run writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from vnadmin_nlp.annotation.edits import MIXES, RENDERINGS, Annotated, render
from vnadmin_nlp.annotation.gold import (
    GOLD_SCHEMA,
    MANIFEST_FILE,
    SPLITS,
    SPLITS_FILE,
    GoldDirective,
    GoldMeta,
    Split,
    fold,
    load_manifest,
    load_splits,
    save,
)
from vnadmin_nlp.annotation.markup import parse_markup
from vnadmin_nlp.documents.views import unmarked
from vnadmin_nlp.errors import VnadminError

SHARES: Final[dict[Split, float]] = {"train": 0.70, "dev": 0.12, "test": 0.18}
RENDERED_SHARE: Final = 0.25
# authors name the noise in free words; the manifest keeps one word for each kind
_NOISE: Final[tuple[tuple[str, str], ...]] = (
    ("hard-wrap", "hard-wrap"),
    ("page-break|page-number", "page-breaks"),
    ("markdown|bold-sign|star", "markdown"),
    ("double-space", "double-spaces"),
    ("missing-space", "missing-spaces"),
    ("typ(o|ing)", "typos"),
    ("old-spelling|old-tone", "old-tones"),
    ("footnote", "footnotes"),
    ("letterhead", "letterhead"),
    ("tab-|table", "table-cells"),
    ("lost-punct", "lost-punctuation"),
    ("missing-(day|date|number)|number-missing", "missing-number"),
    ("bullet", "odd-bullets"),
    ("ocr", "ocr"),
)
_REQUIRED: Final = ("id", "genre", "level", "issuer", "date")
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_CHANGELOG: Final = f"""# Label decisions

Changes of the guidelines' reading and of labels after the first annotation, newest first.

- First annotation of all texts under guidelines 1.3, format `{GOLD_SCHEMA}`.
"""


def _seed(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:8], "big")


def slug(text: str) -> str:
    """Lower-case ASCII with hyphens: `Sở Y tế` is `so-y-te`."""
    return re.sub(r"[^a-z0-9]+", "-", unmarked(text.casefold())).strip("-")


def issuer_key(issuer: str) -> str:
    """The form in which issuers are compared: UBND and Ủy ban nhân dân, ủy and uỷ are the same."""
    key = fold(issuer).replace("uỷ", "ủy")
    return re.sub(r"\bhđnd\b", "hội đồng nhân dân", re.sub(r"\bubnd\b", "ủy ban nhân dân", key))


def _value(header: Mapping[str, str], key: str) -> str | None:
    value = header.get(key, "").strip()
    return value if value and value != "-" else None


def _noise(words: str | None) -> tuple[str, ...]:
    """The kinds of noise that an author named, each once, in one spelling; other words stay as they are."""
    out: dict[str, None] = {}
    for word in (slug(w) for w in (words or "none").split(",")):
        if word and word != "none":
            out[next((kind for pattern, kind in _NOISE if re.search(pattern, word)), word)] = None
    return tuple(out)


def _renderings(name: str, noise: Sequence[str]) -> tuple[str, ...]:
    """The renderings for a text: for about a quarter of the texts a mix chosen by its id, else none."""
    rng = random.Random(_seed("rendering", name))
    chosen = rng.random() < RENDERED_SHARE
    mix = rng.choice(MIXES)
    # a text that its author already wrapped or paged is not wrapped or paged again
    return tuple(n for n in mix if chosen and n not in noise)


def build_one(source: Path, author: str) -> GoldDirective:
    """Read one marked text, give it its rendering, and return it with its manifest line. Raises E401."""
    header, text, spans, assignments = parse_markup(source.read_bytes().decode("utf-8-sig"), str(source))
    missing = [k for k in _REQUIRED if not _value(header, k)]
    if missing:
        raise VnadminError("E401", name=source, detail=f"the header lacks {missing[0]}")
    name, genre, date = header["id"], slug(header["genre"]), header["date"]
    if not _ID.fullmatch(name):
        raise VnadminError("E401", name=source, detail=f"id {name!r}: only small letters, digits, . _ and -")
    if not _DATE.fullmatch(date):
        raise VnadminError("E401", name=source, detail=f"date {date!r}: not YYYY-MM-DD or YYYY-MM")
    noise = _noise(_value(header, "noise"))
    renderings = _renderings(name, noise)
    rng = random.Random(_seed("render", name))
    done = Annotated(text, tuple(spans), tuple(assignments))
    applied: list[str] = []
    for rendering in RENDERINGS:
        if rendering in renderings:
            before = done.text
            done = render(*done, [rendering], rng)
            applied += [rendering] if done.text != before else []
    meta = GoldMeta(
        id=name,
        path=f"corpora/{genre}/{name}.txt",
        genre=genre,
        level=slug(header["level"]),
        issuer=header["issuer"],
        province=_value(header, "province"),
        date=date,
        domain=_value(header, "domain"),
        family=_value(header, "family") or slug(issuer_key(header["issuer"])),
        layout=_value(header, "layout"),
        noise=noise + tuple(f"rendered:{n}" for n in applied),
        characters=len(done.text),
        author=_value(header, "author") or author,
        reviewer=_value(header, "reviewer"),
    )
    return GoldDirective(id=name, text=done.text, spans=done.spans, assignments=done.assignments, meta=meta)


def _groups(metas: Sequence[GoldMeta]) -> list[list[GoldMeta]]:
    """Texts that must lie in one split: those joined by a chain of common issuers and families."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for m in metas:
        parent[root("issuer:" + issuer_key(m.issuer or m.id))] = root("family:" + (m.family or m.id))
    groups: dict[str, list[GoldMeta]] = defaultdict(list)
    for m in sorted(metas, key=lambda m: m.id):
        groups[root("family:" + (m.family or m.id))].append(m)
    return sorted(groups.values(), key=lambda g: _seed("split", g[0].id))


def make_splits(metas: Sequence[GoldMeta], fixed: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Split the texts by issuer and family, about 70/12/18 by number of texts.

    No issuer and no family stands in two splits. test takes every genre and level first, where taking it leaves the
    training something of the kind; then each group goes where most is lacking. The same texts give the same splits.
    `fixed` (split by id) keeps texts where they are, and brings those of the same issuer or family to them.
    """
    groups = _groups(metas)
    total = len(metas)
    placed: dict[str, list[GoldMeta]] = {s: [] for s in SPLITS}
    waiting: list[list[GoldMeta]] = []
    for group in groups:
        known = {fixed[m.id] for m in group if m.id in fixed} if fixed else set()
        # a new text may join groups that were apart: none of them may then be tested on what was trained on
        home = next((s for s in SPLITS if s in known), None)
        if home:
            placed[home] += group
        else:
            waiting.append(group)
    kinds = {("genre", m.genre) for m in metas} | {("level", m.level) for m in metas}

    def of(group: Iterable[GoldMeta]) -> set[tuple[str, str | None]]:
        return {pair for m in group for pair in (("genre", m.genre), ("level", m.level))}

    held_out: tuple[Split, ...] = ("test", "dev")
    for held in held_out:
        limit = SHARES[held] * total
        while uncovered := kinds - of(placed[held]):
            fitting = [
                g
                for g in waiting
                if len(placed[held]) + len(g) <= limit + 0.5
                and of(g) & uncovered
                and of(g) <= of(m for other in [*waiting, placed["train"]] if other is not g for m in other)
            ]
            if not fitting:
                break
            best = max(fitting, key=lambda g: (len(of(g) & uncovered) / len(g), -waiting.index(g)))
            placed[held] += best
            waiting.remove(best)
    for group in sorted(waiting, key=len, reverse=True):
        alone = not of(group) <= of(m for g in groups if g != group for m in g)
        split = "train" if alone else max(SPLITS, key=lambda s: SHARES[s] * total - len(placed[s]))
        placed[split] += group
    return {s: sorted(m.id for m in placed[s]) for s in SPLITS}


def build_corpus(src_dir: str | Path, repo_root: str | Path, *, add: bool = False) -> list[GoldDirective]:
    """Write corpora/, annotations/, the manifest and the splits under `repo_root` from `src_dir`/**/*.txt.

    With `add`, the texts that are there stay, each in its split; else texts that are gone from the source are removed.
    annotations/CHANGELOG.md is only begun. Gives the directives that were built.
    Raises E401 for a text that cannot be read or an id that stands twice; then nothing is written.
    """
    source, root = Path(src_dir), Path(repo_root)
    golds: dict[str, GoldDirective] = {}
    for path in sorted(source.rglob("*.txt")):
        gold = build_one(path, path.parent.name if path.parent != source else "")
        if gold.id in golds:
            raise VnadminError("E401", name=path, detail=f"the id {gold.id!r} stands twice")
        golds[gold.id] = gold
    if not golds:
        raise VnadminError("E401", name=source, detail="holds no marked texts (*.txt)")
    out = [golds[k] for k in sorted(golds)]
    annotations = root / "annotations"
    annotations.mkdir(parents=True, exist_ok=True)
    manifest_file, splits_file = root / "corpora" / MANIFEST_FILE, annotations / SPLITS_FILE
    metas = load_manifest(manifest_file) if add and manifest_file.is_file() else {}
    splits = load_splits(splits_file) if add and splits_file.is_file() else {}
    metas |= {g.id: g.meta for g in out}
    kept = {root / m.path for m in metas.values()} | {annotations / f"{name}.json" for name in metas} | {splits_file}
    for old in [*(root / "corpora").glob("*/*.txt"), *annotations.glob("*.json")]:
        if old not in kept:
            old.unlink()
    for gold in out:
        save(gold, annotations / f"{gold.id}.json", text_path=gold.meta.path, root=root)
    lines = [json.dumps(metas[name].model_dump(), ensure_ascii=False) for name in sorted(metas)]
    manifest_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    new_splits = make_splits(list(metas.values()), {i: name for name, ids in splits.items() for i in ids})
    splits_file.write_text(json.dumps(new_splits, indent=1) + "\n", encoding="utf-8")
    if not (annotations / "CHANGELOG.md").exists():
        (annotations / "CHANGELOG.md").write_text(_CHANGELOG, encoding="utf-8")
    return out


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--add"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    try:
        print(f"{len(build_corpus(*arguments, add='--add' in sys.argv))} texts")
    except VnadminError as problem:
        sys.exit(str(problem))
