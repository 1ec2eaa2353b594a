"""A trained network to ONNX, in whole numbers where that costs no accuracy."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch

from vnadmin_nlp.training.model import DirectiveTagger


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without what the exporter and the quantizer say of packages that are not needed and steps that are not taken."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)


def export_onnx(model: DirectiveTagger, path: Path, *, quantize: bool) -> None:
    """Write `model.onnx`; with `quantize`, matrix products in int8 (dynamic), embeddings too."""
    model.eval()
    width = len(model.config.features)
    example = (
        torch.ones((2, 24), dtype=torch.long),
        torch.zeros((2, 24, width), dtype=torch.long),
        torch.ones((2, 24), dtype=torch.long),
    )
    batch, pieces = torch.export.Dim("batch", min=1, max=512), torch.export.Dim("pieces", min=2, max=4096)
    names = ["input_ids", "features", "attention_mask"]
    target = path.with_suffix(".full.onnx") if quantize else path
    with _quiet():
        torch.onnx.export(
            model,
            example,
            str(target),
            dynamo=True,
            input_names=names,
            output_names=[f"layer{i}" for i in range(len(model.config.layers))],
            dynamic_shapes={name: {0: batch, 1: pieces} for name in names},
            external_data=False,
        )
    if quantize:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        # Unsigned weights: on processors without VNNI, products of signed and unsigned bytes saturate.
        with _quiet():
            quantize_dynamic(
                str(target), str(path), weight_type=QuantType.QUInt8, op_types_to_quantize=["MatMul", "Gemm", "Gather"]
            )
        target.unlink()
