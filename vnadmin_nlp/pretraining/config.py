"""One typed configuration of a pretraining run, saved beside the encoder; unknown keys are errors."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class PretrainConfig(BaseModel):
    """All settings of a pretraining run. Defaults are those of the shipped encoder, but for its 4,600 steps (docs/pretraining.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: tuple[str, ...] = Field(min_length=1)
    """Plain text, UTF-8, one paragraph a line, a blank line between documents; .xz and .gz are read as they are."""
    out: str
    """The folder to write. An unfinished run of the same settings is resumed there; a finished one is refused."""
    base: str | None = None
    """Go on from the encoder and tokenizer of this folder instead of a new one; the sizes below are then its own."""
    tokenizer: str | None = None
    """A `tokenizer.json` to take instead of training one: the trainer breaks ties by chance, so only this repeats a run exactly."""
    repeat: tuple[str, ...] = ()
    """Plain text near to the target genre, read `repeats` times; whole files are documents here."""
    repeats: int = Field(default=4, ge=1)
    most_characters: int = Field(default=110_000_000, ge=1000)
    """Characters taken from `text`: the passages densest in the genre's words, so that a short run reads what matters."""
    choose: bool = True
    """Rank passages by the genre's words (lexicon/pretraining.yaml); otherwise the first ones are taken."""
    structure: float = Field(default=0.3, ge=0, le=1)
    """Share of passages whose prose is laid out as lists, as notices are."""
    noise: float = Field(default=0.1, ge=0, le=1)
    """Share of passages with converter noise (OCR errors, the other tone-mark style, capitals)."""

    vocabulary: int = Field(default=8192, ge=300, le=65_000)
    width: int = Field(default=256, ge=16)
    layers: int = Field(default=5, ge=1)
    heads: int = Field(default=4, ge=1)
    intermediate: int = Field(default=512, ge=16)
    positions: Literal["rotary", "learned"] = "rotary"
    """Rotary: a ModernBERT encoder with local and global attention in turn; learned: BERT."""
    most_positions: int = Field(default=1024, ge=64)
    context: int = Field(default=256, ge=16)
    """Pieces in a training window. Shorter windows train faster; the encoder itself reads `most_positions`."""

    objective: Literal["mlm", "rtd"] = "mlm"
    """Masked-language modelling, or replaced-token detection with a two-layer generator that shares the embeddings."""
    unit: Literal["piece", "span", "word"] = "span"
    """What is masked together: single pieces, one to three pieces, or the words of underthesea (slower to prepare)."""
    masked: float = Field(default=0.2, gt=0, lt=1)
    """Share of pieces that is to be told."""
    case_hidden: float = Field(default=0.3, ge=0, le=1)
    """Share of masked pieces whose case is hidden, too."""

    steps: int = Field(default=6000, ge=0)
    batch_size: int = Field(default=16, ge=1)
    learning_rate: float = Field(default=1.2e-3, gt=0)
    weight_decay: float = Field(default=0.01, ge=0)
    warmup: float = Field(default=0.03, ge=0, lt=1)
    checkpoint_steps: int = Field(default=250, ge=1)
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto"
    """auto: bf16 on a GPU that has it, fp16 on another, fp32 on a CPU."""
    threads: int = Field(default=0, ge=0)
    seed: int = 13

    @model_validator(mode="after")
    def _fits(self) -> PretrainConfig:
        if self.width % self.heads:
            raise ValueError("width must be a multiple of heads")
        if self.context > self.most_positions:
            raise ValueError("context must not exceed most_positions")
        return self
