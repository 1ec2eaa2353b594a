"""A model folder: what lies in it, and how a tagger is made of it without torch.

config.json        configuration of the network (Hugging Face checkpoint form), tags, features, window
model.safetensors  weights, half precision: what retraining starts from
model.onnx         the network for ONNX Runtime
tokenizer.json     the sub-word model (`tokenizers`)
vnadmin.json       name, version, format, checksums, training configuration, figures
README.md          the model card
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import ModelInfo
from vnadmin_nlp.tagger.calibration import Calibration
from vnadmin_nlp.tagger.features import FEATURES
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tagger.scheme import LAYERS
from vnadmin_nlp.tagger.tagger import Ints, Network, SpanTagger
from vnadmin_nlp.tokens.forms import fold

FORMAT: Final = 1
SHIPPED: Final = Path(__file__).parent.parent / "models" / "directive-small"
FILES: Final = ("config.json", "model.safetensors", "model.onnx", "tokenizer.json")


def model_path(name: str | os.PathLike[str] | None = None) -> Path:
    """The folder of a model: `None` or "shipped" is the one in the package, or what VNADMIN_MODEL names."""
    if name is None:
        name = os.environ.get("VNADMIN_MODEL") or "shipped"
    return SHIPPED if str(name) == "shipped" else Path(name)


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
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Opened(NamedTuple):
    """An open model: its tagger, its name and version, and what its scores mean."""

    tagger: SpanTagger
    info: ModelInfo
    calibration: Calibration


@lru_cache(maxsize=2)
def open_tagger(folder: Path, threads: int = 0) -> Opened:
    """The tagger of a model folder, run by ONNX Runtime on the CPU.

    `threads`: 0 takes VNADMIN_THREADS, or else all cores up to two. Raises E301 where the folder is not a whole model of this format.
    """

    about = read_json(folder, "vnadmin.json")
    config = read_json(folder, "config.json")
    if about.get("format") != FORMAT:
        raise VnadminError("E301", name=folder, detail=f"format {about.get('format')}, this program reads {FORMAT}")
    if [list(x) for x in LAYERS] != config.get("layers") or [list(x) for x in FEATURES.items()] != config.get(
        "features"
    ):
        raise VnadminError("E301", name=folder, detail="its tags or features are not those of this program")
    for file in ("model.onnx", "tokenizer.json"):
        if not (folder / file).is_file():
            raise VnadminError("E301", name=folder, detail=f"{file} is missing")
    encoder = piece_encoder(folder, str(config["input_form"]), str(config["break_token"]))
    network = onnx_network(folder / "model.onnx", threads)
    tagger = SpanTagger(network, encoder, int(config["window"]), int(config["overlap"]))
    info = ModelInfo(name=str(about["name"]), version=str(about["version"]))
    return Opened(tagger, info, Calibration.model_validate(about.get("calibration") or {}))


def onnx_network(file: Path, threads: int = 0) -> Network:
    """The network of an ONNX file. Raises E301 where ONNX Runtime cannot open it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or int(os.environ.get("VNADMIN_THREADS", "0")) or min(2, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry(
        "session.intra_op.allow_spinning", "0"
    )  # a busy neighbour must not halve the speed
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
