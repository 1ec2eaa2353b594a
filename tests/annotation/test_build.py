"""Building corpora/ and annotations/ from marked texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from vnadmin_nlp.annotation.build import _noise, build_corpus, issuer_key, make_splits, slug
from vnadmin_nlp.annotation.gold import SPLITS, GoldMeta, digest, load_data, load_manifest, load_splits
from vnadmin_nlp.errors import VnadminError

BODY = 'Giao {O|Sở Y tế} {T lead="Sở Y tế"|báo cáo {D|trước ngày 30/6/2024} về việc thực hiện {R|Luật Đất đai}}.\n'


def _write(folder: Path, name: str, issuer: str, genre: str = "cong-van", level: str = "province") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    fields = {"id": name, "genre": genre, "level": level, "issuer": issuer, "province": "-", "date": "2024-05"}
    header = "---\n" + "".join(f"{k}: {v}\n" for k, v in fields.items()) + "noise: none\n---\n"
    (folder / f"{name}.txt").write_text(header + BODY * 30, encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for i in range(30):
        _write(tmp_path / "src" / f"h{i % 2}", f"t-{i:02}", f"UBND tỉnh {i // 2}", ["cong-van", "chi-thi"][i % 2])
    return tmp_path / "src"


def test_build(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "repo"
    built = build_corpus(source, root)
    found = load_data(root)
    assert [g.text for g in found] == [g.text for g in built]
    assert all(g.sha256 == digest(g.text) for g in found)
    assert found[0].meta.author == "h0"
    assert found[0].meta.path == "corpora/cong-van/t-00.txt"
    rendered = [g for g in found if any(n.startswith("rendered:") for n in g.meta.noise)]
    assert 2 <= len(rendered) <= 15
    assert all(g.assignments[3].lead[0].text == g.covered(*_place(g.assignments[3].lead[0])) for g in found)
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    build_corpus(source, root)
    assert before == {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    (source / "h0" / "t-00.txt").unlink()
    build_corpus(source, root)
    assert not (root / "annotations/t-00.json").exists()
    assert not (root / "corpora/cong-van/t-00.txt").exists()


def _place(unit: object) -> tuple[int, int]:
    start, end = getattr(unit, "start", None), getattr(unit, "end", None)
    assert isinstance(start, int)
    assert isinstance(end, int)
    return start, end


def test_splits(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "repo"
    build_corpus(source, root)
    splits = load_splits(root / "annotations/splits.json")
    manifest = load_manifest(root / "corpora/manifest.jsonl")
    assert sorted(i for ids in splits.values() for i in ids) == sorted(manifest)
    issuers = [{manifest[i].issuer for i in splits[s]} for s in SPLITS]
    assert not issuers[0] & issuers[1]
    assert not issuers[0] & issuers[2]
    assert not issuers[1] & issuers[2]
    assert [len(splits[s]) for s in SPLITS] == [20, 4, 6]
    assert {manifest[i].genre for i in splits["test"]} == {"cong-van", "chi-thi"}


def test_rare_kinds_are_left_for_training() -> None:
    metas = [GoldMeta(id=f"a{i}", issuer=f"u{i}", family=f"u{i}", genre="g", level="l") for i in range(12)]
    metas.append(GoldMeta(id="rare", issuer="x", family="x", genre="only", level="l"))
    splits = make_splits(metas)
    assert "rare" in splits["train"]
    assert len(splits["test"]) in (2, 3)


def test_issuers_joined_by_a_family_stay_together() -> None:
    metas = [GoldMeta(id=f"a{i}", issuer=f"u{i}", family="same" if i < 4 else str(i)) for i in range(20)]
    splits = make_splits(metas)
    assert sum(bool({"a0", "a1", "a2", "a3"} & set(ids)) for ids in splits.values()) == 1


def test_issuer_key_and_slug() -> None:
    assert issuer_key("UBND Tỉnh X") == issuer_key("Uỷ ban nhân dân tỉnh X")
    assert slug("Đảng uỷ Xã ") == "dang-uy-xa"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (("date: 2024-05", "date: 5/2024"), "date"),
        (("level: province\n", ""), "lacks level"),
        (("id: a", "id: A/b"), "id"),
    ],
)
def test_bad_header(tmp_path: Path, change: tuple[str, str], part: str) -> None:
    _write(tmp_path / "src", "a", "X")
    file = tmp_path / "src" / "a.txt"
    file.write_text(file.read_text("utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(VnadminError, match=part):
        build_corpus(tmp_path / "src", tmp_path / "repo")
    assert not (tmp_path / "repo").exists()


def test_twice(tmp_path: Path) -> None:
    _write(tmp_path / "src/a", "a", "X")
    _write(tmp_path / "src/b", "a", "X")
    with pytest.raises(VnadminError, match="twice"):
        build_corpus(tmp_path / "src", tmp_path / "repo")


def test_noise_words() -> None:
    assert _noise("Hard wraps, typing errors in names, typos, mirror") == ("hard-wrap", "typos", "mirror")
    assert _noise("none") == _noise(None) == ()


def test_adding_leaves_the_rest_where_it_is(source: Path, tmp_path: Path) -> None:
    root = tmp_path / "repo"
    build_corpus(source, root)
    before = load_splits(root / "annotations/splits.json")
    _write(tmp_path / "more", "n-1", "UBND tỉnh 3", "ke-hoach")
    _write(tmp_path / "more", "n-2", "Trường X", "ke-hoach", "school")
    assert [g.id for g in build_corpus(tmp_path / "more", root, add=True)] == ["n-1", "n-2"]
    after = load_splits(root / "annotations/splits.json")
    assert len(load_data(root)) == 32
    assert all(set(before[s]) <= set(after[s]) for s in SPLITS)
    home = next(s for s in SPLITS if "t-06" in before[s])  # of the same issuer
    assert "n-1" in after[home]
