"""To a hub and back, against a stand-in on the loopback address; and quick, clear answers where there is none."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from helpers_hub import hub
from helpers_model import directive

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pipeline import load_extractor
from vnadmin_nlp.tagger.folder import FILES, SHIPPED
from vnadmin_nlp.tagger.hub import fetch, push_to_hub
from vnadmin_nlp.tagger.installed import model_path

pytestmark = pytest.mark.filterwarnings("ignore")


def test_to_the_hub_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "model")
    (folder / "notes.txt").write_text("not part of a model folder", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with hub(monkeypatch, tmp_path / "cache") as server:
        assert push_to_hub(folder, "owner/directives", token="none") == f"{server.address}/owner/directives"
        assert server.private == {"owner/directives": True}
        sent = server.repositories["owner/directives"]
        assert {*FILES, "vnadmin.json", "README.md", "tokenizer_config.json"} <= set(sent)
        assert "notes.txt" not in sent
        found = load_extractor("owner/directives", threads=1)
        assert sorted(p.name for p in found.model.iterdir()) == sorted(sent)
        told = found.extract_text(directive(0)[0])
        assert told.model is not None
        assert told.model.name == "directive-small"
    # the hub is gone, or the network is off: what was fetched once is found again
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert fetch("owner/directives") == found.model
    assert model_path("owner/directives") == found.model


def test_what_the_hub_does_not_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with (
        hub(monkeypatch, tmp_path / "cache"),
        pytest.raises(VnadminError, match=r"E304: owner/nothing: no such folder"),
    ):
        load_extractor("owner/nothing")


def test_no_hub_is_a_quick_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with hub(monkeypatch, tmp_path / "cache") as server:
        address = server.address
    monkeypatch.setenv("HF_ENDPOINT", address)  # nobody listens there any more
    begun = time.monotonic()
    with pytest.raises(VnadminError, match=r"E304: owner/name: .*cannot be reached, and it was not fetched before"):
        model_path("owner/name")
    with pytest.raises(VnadminError, match="E305"):
        push_to_hub(SHIPPED, "owner/name")
    assert time.monotonic() - begun < 20


def test_a_mistyped_folder_is_not_asked_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    with hub(monkeypatch, tmp_path / "cache") as server:
        assert model_path("runs/mien") == Path("runs/mien")
        assert server.asked == []
        with pytest.raises(VnadminError, match="E301"):
            load_extractor("runs/mien")


def test_only_whole_folders_are_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "model")
    (folder / "model.safetensors").write_bytes(b"")
    with hub(monkeypatch, tmp_path / "cache") as server:
        with pytest.raises(VnadminError, match=r"E301.*model\.safetensors is damaged"):
            push_to_hub(folder, "owner/directives")
        assert server.asked == []
