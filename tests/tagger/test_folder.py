"""Model folders: damage is found before anything is read, other formats are refused, names find what was adopted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import vnadmin_nlp
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pipeline import load_extractor
from vnadmin_nlp.tagger.folder import FILES, READ, SHIPPED, model_path, open_tagger, read_about
from vnadmin_nlp.tagger.installed import adopt, folders, models_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "model")


@pytest.fixture(autouse=True)
def own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VNADMIN_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("VNADMIN_MODEL", raising=False)
    return tmp_path / "models"


def _change(folder: Path, **values: object) -> None:
    about = json.loads((folder / "vnadmin.json").read_text(encoding="utf-8"))
    (folder / "vnadmin.json").write_text(json.dumps(about | values), encoding="utf-8")


def test_the_shipped_folder_is_whole() -> None:
    assert read_about(SHIPPED)["format"] == 1


@pytest.mark.parametrize("file", FILES)
def test_one_changed_byte_is_found(folder: Path, file: str) -> None:
    content = bytearray((folder / file).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / file).write_bytes(content)
    with pytest.raises(VnadminError, match=f"E301: .*{file} is damaged"):
        read_about(folder)
    if file in READ:
        with pytest.raises(VnadminError, match=f"E301: .*{file} is damaged"):
            load_extractor(folder).extract_text("Giao Sở Y tế báo cáo.")


@pytest.mark.parametrize("file", [*READ, "vnadmin.json"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(VnadminError, match=f"E301: .*{file}"):
        open_tagger(folder, 1)


def test_weights_are_not_needed_to_read(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    assert open_tagger(folder, 1).info.name == "directive-small"


def test_other_formats_are_refused(folder: Path) -> None:
    _change(folder, format=2)
    with pytest.raises(VnadminError, match=r"E301: .*format 2, this program reads 1; a newer vnadmin-nlp wrote it"):
        open_tagger(folder, 1)
    _change(folder, format="x")
    with pytest.raises(VnadminError, match=r"E301: .*format x, this program reads 1\)"):
        open_tagger(folder, 1)
    _change(folder, format=1, sha256=None)
    with pytest.raises(VnadminError, match=r"E301: .*config\.json is damaged"):
        open_tagger(folder, 1)


@pytest.mark.parametrize(
    "changes", [{"name": None}, {"version": 3}, {"calibration": {"curves": 1}}], ids=["name", "version", "calibration"]
)
def test_a_damaged_description_is_refused(folder: Path, changes: dict[str, object]) -> None:
    _change(folder, **changes)
    with pytest.raises(VnadminError, match=r"E301: .*vnadmin\.json"):
        open_tagger(folder, 1)


def test_a_folder_that_changed_is_read_anew(folder: Path) -> None:
    assert open_tagger(folder, 1).info.version == read_about(folder)["version"]
    assert open_tagger(folder, 1) is open_tagger(folder, 1)
    _change(folder, version="9", calibration={})
    opened = open_tagger(folder, 1)
    assert opened.info.version == "9"
    assert opened.calibration.curves == {}


def test_an_adopted_model_is_found_by_its_name(
    folder: Path, own_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert folders() == [SHIPPED]
    target = adopt(folder, "mine")
    assert target == own_models / "mine"
    assert not [p for p in own_models.iterdir() if p != target]
    assert folders() == [SHIPPED, target]
    assert model_path("mine") == target
    assert model_path() == SHIPPED  # nothing reads with it unasked
    monkeypatch.setenv("VNADMIN_MODEL", "mine")
    assert model_path() == target
    assert model_path("shipped") == SHIPPED
    assert vnadmin_nlp.load_extractor().model == target
    assert vnadmin_nlp.load("mine")("Giao Sở Y tế báo cáo.")._.directive.model.name == "directive-small"
    with pytest.raises(VnadminError, match="E302"):
        adopt(folder, "mine")
    (tmp_path / "mine").mkdir()
    assert model_path("mine") == target  # what lies there is no model: annotations, say
    shutil.copy(target / "vnadmin.json", tmp_path / "mine")
    assert model_path("mine") == Path("mine")  # a folder that is named comes first


def test_what_cannot_be_adopted(folder: Path, own_models: Path) -> None:
    for name in ("shipped", "a/b", "..", "", ".hidden"):
        with pytest.raises(VnadminError, match="E201"):
            adopt(folder, name)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(VnadminError, match=r"E301.*tokenizer\.json is missing"):
        adopt(folder)
    assert not own_models.exists()


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/vnadmin/models"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/vnadmin/models"),
        ("darwin", {"HOME": "/users/a"}, "/users/a/Library/Application Support/vnadmin/models"),
        ("linux", {"HOME": "/users/a", "XDG_DATA_HOME": ""}, "/users/a/.local/share/vnadmin/models"),
    ],
)
def test_the_platforms_folder(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: str
) -> None:
    monkeypatch.delenv("VNADMIN_MODELS")
    monkeypatch.setattr("sys.platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert models_folder() == Path(expected)
