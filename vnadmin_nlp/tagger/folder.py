"""A model folder: what lies in it, and how a tagger is made of it without torch.

config.json        configuration of the network (Hugging Face checkpoint form), tags, features, window
model.safetensors  weights, half precision: what retraining starts from
model.onnx         the network for ONNX Runtime
tokenizer.json     the sub-word model (`tokenizers`)
vnadmin.json       name, version, format, checksums, training configuration, figures
training.yaml      the training configuration, as `vnadmin train --config` takes it
README.md          the model card

Checksums of the four files above `vnadmin.json` stand in it; a file is checked before it is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import ModelInfo
from vnadmin_nlp.tagger.calibration import Calibration
from vnadmin_nlp.tagger.features import FEATURES
from vnadmin_nlp.tagger.installed import SHIPPED, model_path
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tagger.scheme import LAYERS
from vnadmin_nlp.tagger.tagger import Ints, Network, SpanTagger
from vnadmin_nlp.tagger.threads import thread_count
from vnadmin_nlp.tokens.forms import fold

__all__ = [
    "SHIPPED",
    "file_sha256",
    "model_path",
    "onnx_network",
    "open_tagger",
    "piece_encoder",
    "read_about",
    "read_json",
    "text_stamp",
]

FORMAT: Final = 1
FILES: Final = ("config.json", "model.safetensors", "model.onnx", "tokenizer.json")
READ: Final = ("config.json", "model.onnx", "tokenizer.json")
"""What reading a directive opens; the weights are for retraining."""


def read_json(folder: Path, file: str) -> dict[str, Any]:
    """One of the JSON files of a model folder. Raises E301."""
    try:
        value = json.loads((folder / file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise VnadminError("E301", name=folder, detail=f"{file}: {error}") from None
    if not isinstance(value, dict):
        raise VnadminError("E301", name=folder, detail=f"{file} holds no object")
    return value


def identity(form: str) -> str:
    """Composes, and leaves everything else: for encoders that know case and tone marks as written."""
    import unicodedata

    return unicodedata.normalize("NFC", form)


INPUT_FORMS: Final[dict[str, Callable[[str], str]]] = {"folded": fold, "composed": identity}


def piece_encoder(folder: Path, input_form: str, break_token: str) -> PieceEncoder:
    """The piece encoder of a model folder, by `tokenizers` alone."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises bare Exception
        raise VnadminError("E301", name=folder, detail=f"tokenizer.json: {error}") from None

    def encode(form: str) -> Sequence[int]:
        return list(tokenizer.encode(form, add_special_tokens=False).ids)

    break_id = tokenizer.token_to_id(break_token)
    unknown = next((i for t in ("[UNK]", "<unk>") if (i := tokenizer.token_to_id(t)) is not None), 0)
    return PieceEncoder(encode, INPUT_FORMS[input_form], unknown if break_id is None else break_id, unknown)


def file_sha256(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_stamp(text: str) -> str:
    """What a model folder keeps of a text that it was trained on: enough to know it again, and nothing of what stands in it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_about(folder: Path, files: Sequence[str] = FILES) -> dict[str, Any]:
    """`vnadmin.json` of a model folder whose `files` are those that were saved.

    Raises E301 for another format than this program's, for a file that is missing, and for one whose checksum differs.
    """
    about = read_json(folder, "vnadmin.json")
    found = about.get("format")
    if found != FORMAT:
        newer = isinstance(found, int) and found > FORMAT
        hint = "; a newer vnadmin-nlp wrote it: install that one" if newer else ""
        raise VnadminError("E301", name=folder, detail=f"format {found}, this program reads {FORMAT}{hint}")
    if not isinstance(about.get("name"), str) or not isinstance(about.get("version"), str):
        raise VnadminError("E301", name=folder, detail="vnadmin.json has no name or no version")
    kept = about.get("sha256")
    for file in files:
        if not (folder / file).is_file():
            raise VnadminError("E301", name=folder, detail=f"{file} is missing")
        if not isinstance(kept, dict) or kept.get(file) != file_sha256(folder / file):
            detail = (
                f"{file} is damaged: its checksum is not that in vnadmin.json. Copy the folder again from its source"
            )
            raise VnadminError("E301", name=folder, detail=detail)
    return about


class Opened(NamedTuple):
    """An open model: its tagger, its name and version, and what its scores mean."""

    tagger: SpanTagger
    info: ModelInfo
    calibration: Calibration


def open_tagger(folder: Path, threads: int = 0) -> Opened:
    """The tagger of a model folder, run by ONNX Runtime on the CPU. The last two stay open.

    `threads` as `thread_count` takes them. Raises E301 where the folder is not a whole model of this format.
    """
    try:
        stamp = file_sha256(folder / "vnadmin.json")
    except OSError as error:
        raise VnadminError("E301", name=folder, detail=f"vnadmin.json: {error.strerror or error}") from None
    return _opened(folder, threads, stamp)


@lru_cache(maxsize=2)
def _opened(folder: Path, threads: int, stamp: str) -> Opened:
    """`stamp`: digest of `vnadmin.json`, so that a folder that was written anew, or calibrated, is read anew."""
    about = read_about(folder, READ)
    config = read_json(folder, "config.json")
    if [list(x) for x in LAYERS] != config.get("layers") or [list(x) for x in FEATURES.items()] != config.get(
        "features"
    ):
        raise VnadminError("E301", name=folder, detail="its tags or features are not those of this program")
    encoder = piece_encoder(folder, str(config["input_form"]), str(config["break_token"]))
    network = onnx_network(folder / "model.onnx")
    tagger = SpanTagger(network, encoder, int(config["window"]), int(config["overlap"]), threads=thread_count(threads))
    try:
        calibration = Calibration.model_validate(about.get("calibration") or {})
    except ValueError as error:
        raise VnadminError("E301", name=folder, detail=f"vnadmin.json: calibration: {error}") from None
    return Opened(tagger, ModelInfo(name=about["name"], version=about["version"]), calibration)


def onnx_network(file: Path) -> Network:
    """The network of an ONNX file, to be run by several threads, one for each call. Raises E301 where ONNX Runtime cannot open it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own classes, bare Exception below them
        raise VnadminError("E301", name=file.parent, detail=f"{file.name}: {error}") from None

    def network(ids: Ints, features: Ints, mask: Ints) -> Sequence[np.ndarray[Any, Any]]:
        out: Sequence[np.ndarray[Any, Any]] = session.run(
            None, {"input_ids": ids, "features": features, "attention_mask": mask}
        )
        return out

    return network
