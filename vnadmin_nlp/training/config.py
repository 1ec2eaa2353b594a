"""One typed training configuration, saved beside the weights; unknown keys are errors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _steps(steps: int) -> int:
    if steps != -1 and steps < 1:
        raise ValueError("must be -1 or at least 1")
    return steps


class TrainConfig(BaseModel):
    """All settings of a training run. Two runs with equal settings on one machine give equal figures."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: tuple[str, ...]
    """Folders of annotated directives (`corpora/` + `annotations/`, or pairs NAME.txt + NAME.json)."""
    out: str
    """The model folder to write; must not exist. While training runs, `OUT.unfinished` beside it holds the checkpoints."""
    base: str = "shipped"
    """What training starts from: "shipped", a model folder of this package, or a Hugging Face encoder (folder, or name where a hub is at hand)."""
    name: str = ""
    """The model's name; empty: that of the folder `out`."""
    version: str = "0.1.0"
    note: str = ""
    """What the model card says of the data: kinds of text, sizes, licences."""
    license: str = "apache-2.0"
    """The licence that the card names: that of the shipped model. One of another base, or of your data, may ask for another."""
    extra_train: tuple[str, ...] = ()
    """Folders whose directives are all trained on, whatever their splits say."""
    accept_errors: tuple[str, ...] = ()
    """Rules of the check (as `vnadmin check` prints them) whose errors do not stop the training."""
    train_splits: tuple[str, ...] = ("train",)
    dev_split: str = "dev"
    dev_share: float = Field(default=0.15, ge=0, lt=1)
    """Share of the texts that is held out for choosing the best epoch where no folder has a dev split; whole issuers. 0: none."""
    epochs: float | None = Field(default=None, gt=0)
    """Passes over the training texts; none: 10, and on from a trained model no more than `plan.RETRAINING_STEPS` steps hold."""
    batch_size: int = Field(default=8, ge=1)
    learning_rate: float = Field(default=5e-4, gt=0)
    head_learning_rate: float = Field(default=2e-3, gt=0)
    weight_decay: float = 0.01
    warmup: float = Field(default=0.1, ge=0, lt=1)
    window: int | None = Field(default=None, ge=32)
    """Pieces in a window; none: as the base model reads, or 384."""
    overlap: int | None = Field(default=None, ge=0)
    """Pieces that neighbouring windows share; none: as the base model reads, or a quarter of the window."""
    piece_dropout: float = Field(default=0.08, ge=0, lt=1)
    """Share of pieces that a training window hides."""
    feature_dropout: float = Field(default=0.15, ge=0, lt=1)
    """Chance that a training window loses one of its features, so that the network does not lean on the grammars alone."""
    without_features: tuple[str, ...] = ()
    """Features that the network never sees in training, to measure what they are worth."""
    class_weights: float = Field(default=0, ge=0, le=1)
    """How much more a rare label counts in the loss: 0 no more, 1 so that all labels of a layer weigh the same, 0.5 the root of that."""
    dropout: float = Field(default=0.1, ge=0, lt=1)
    renderings: int = Field(default=1, ge=0)
    """How many noisy renderings of each directive (hard wraps, page breaks, OCR errors, decomposed letters …) are trained on besides it."""
    without_styles: tuple[str, ...] = ()
    """Styles of `annotation.styles.STYLES` (and "places") that no rendering gets, to measure what they are worth."""
    seed: int = 13
    patience: int = Field(default=4, ge=1)
    """Evaluations without gain before training stops."""
    max_steps: Annotated[int, AfterValidator(_steps)] = -1
    """Stop after so many steps; -1: by `epochs`."""
    average_every: int = Field(default=0, ge=0)
    """Average the weights of a point every so many steps, from a quarter of the steps on, at a constant learning rate; the average is kept
    instead of the best epoch, and the training cannot be resumed. Meant for some more steps from a finished model. 0: no averaging."""
    threads: int = Field(default=0, ge=0)
    quantize: bool = True

    @property
    def model_name(self) -> str:
        """The name that the model gets."""
        return self.name or Path(self.out).resolve().name
