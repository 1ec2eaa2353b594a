"""The network: any Hugging Face encoder, token features added to its input, one linear layer of tags per layer.

Input features (shape, word position, grammar proposals, part of the document …) are embedded and added to the word embeddings.
Their embeddings start at zero, so that a pretrained encoder begins with the input that it knows.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from transformers import AutoConfig, AutoModel, PretrainedConfig, PreTrainedModel


class DirectiveTaggerConfig(PretrainedConfig):  # type: ignore[misc, unused-ignore]
    """Configuration of `DirectiveTagger`: the encoder's own configuration, the sizes of the features, the tags of the layers."""

    model_type = "vnadmin-directive-tagger"
    has_no_defaults_at_init = True

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        features: list[list[Any]] | None = None,
        layers: list[list[str]] | None = None,
        input_form: str = "folded",
        break_token: str = "[NL]",
        window: int = 384,
        overlap: int = 128,
        dropout: float = 0.1,
        **kwargs: Any,
    ) -> None:
        self.encoder = encoder or {}
        self.features = features or []  # [name, classes] in order: JSON objects are written sorted
        self.layers = layers or []
        self.input_form = input_form
        self.break_token = break_token
        self.window = window
        self.overlap = overlap
        self.dropout = dropout
        super().__init__(**kwargs)


class DirectiveTagger(PreTrainedModel):  # type: ignore[misc, unused-ignore]
    """Encoder and heads. `forward` gives one tensor of logits per layer: [batch, pieces, tags of the layer]."""

    config_class = DirectiveTaggerConfig
    base_model_prefix = "tagger"  # not "encoder": names of weights must not be rewritten on loading
    supports_gradient_checkpointing = False
    _no_split_modules: list[str] = []  # noqa: RUF012

    def __init__(self, config: DirectiveTaggerConfig, encoder: PreTrainedModel | None = None) -> None:
        super().__init__(config)
        if encoder is None:
            values = dict(config.encoder)
            encoder = AutoModel.from_config(AutoConfig.for_model(values.pop("model_type"), **values))
        self.encoder = encoder
        width = encoder.config.hidden_size
        inner = encoder.get_input_embeddings().embedding_dim  # some encoders widen their word embeddings afterwards
        self.features = nn.ModuleList(nn.Embedding(size, inner) for _, size in config.features)
        self.dropout = nn.Dropout(config.dropout)
        self.heads = nn.ModuleList(nn.Linear(width, 1 + 4 * len(labels)) for labels in config.layers)
        self.post_init()
        for table in self.features:
            assert isinstance(table, nn.Embedding)
            nn.init.zeros_(table.weight)

    def _init_weights(self, module: nn.Module) -> None:
        """Only the heads start at random here; the encoder comes initialised or pretrained."""
        if isinstance(module, nn.Linear) and any(module is head for head in self.heads):
            nn.init.normal_(module.weight, std=0.02)
            nn.init.zeros_(module.bias)

    def forward(
        self, input_ids: torch.Tensor, features: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """`input_ids`, `attention_mask`: [batch, pieces]; `features`: [batch, pieces, number of features]."""
        embedded = self.encoder.get_input_embeddings()(input_ids)
        for i, table in enumerate(self.features):
            embedded = embedded + table(features[..., i])
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=attention_mask).last_hidden_state
        hidden = self.dropout(hidden)
        return tuple(head(hidden) for head in self.heads)


AutoConfig.register("vnadmin-directive-tagger", DirectiveTaggerConfig, exist_ok=True)
AutoModel.register(DirectiveTaggerConfig, DirectiveTagger, exist_ok=True)
