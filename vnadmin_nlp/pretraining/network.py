"""The networks of pretraining: an encoder that reads pieces and shapes, and the heads that tell what was hidden."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from vnadmin_nlp.pretraining.config import PretrainConfig
from vnadmin_nlp.pretraining.masking import IGNORE
from vnadmin_nlp.pretraining.pieces import END, MASK, PAD
from vnadmin_nlp.tagger.features import FEATURES
from vnadmin_nlp.tagger.scheme import LAYERS
from vnadmin_nlp.training.model import DirectiveTagger, DirectiveTaggerConfig

_DETECTION_WEIGHT = 50.0
"""Weight of replaced-token detection against the generator's loss (ELECTRA, Clark et al. 2020, appendix A)."""
_GENERATOR_LAYERS = 2


def encoder_settings(config: PretrainConfig, layers: int | None = None) -> dict[str, Any]:
    """The Hugging Face configuration of a new encoder."""
    shared: dict[str, Any] = {
        "vocab_size": config.vocabulary,
        "hidden_size": config.width,
        "num_hidden_layers": layers or config.layers,
        "num_attention_heads": config.heads,
        "intermediate_size": config.intermediate,
        "max_position_embeddings": config.most_positions,
        "pad_token_id": PAD,
        "mask_token_id": MASK,
    }
    if config.positions == "learned":
        return shared | {
            "model_type": "bert",
            "hidden_dropout_prob": 0.0,
            "attention_probs_dropout_prob": 0.0,
            "type_vocab_size": 1,
        }
    return shared | {
        "model_type": "modernbert",
        "cls_token_id": 2,
        "sep_token_id": END,
        "bos_token_id": 2,
        "eos_token_id": END,
        "reference_compile": False,
        "global_attn_every_n_layers": 2,
        "local_attention": 128,
    }


def new_tagger(config: PretrainConfig, layers: int | None = None) -> DirectiveTagger:
    """A tagger whose encoder starts at random; its shape embeddings do, too, since pretraining learns them."""
    tagger = DirectiveTagger(
        DirectiveTaggerConfig(
            encoder=encoder_settings(config, layers),
            features=[list(x) for x in FEATURES.items()],
            layers=[list(x) for x in LAYERS],
            input_form="folded",
            break_token="[NL]",
        )
    )
    shapes = tagger.features[0]
    assert isinstance(shapes, nn.Embedding)
    nn.init.normal_(shapes.weight, std=0.02)
    return tagger


class _Teller(nn.Module):
    """Tells the piece at a place from its hidden state, by the word embeddings."""

    def __init__(self, width: int, vocabulary: int) -> None:
        super().__init__()
        self.transform = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, hidden: torch.Tensor, words: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.transform(hidden) @ words.T + self.bias
        return logits


class Pretrained(nn.Module):
    """A tagger's encoder under the chosen objective. `forward` gives the loss and how much of what was asked is right."""

    def __init__(self, tagger: DirectiveTagger, config: PretrainConfig) -> None:
        super().__init__()
        self.tagger = tagger
        width = int(tagger.encoder.config.hidden_size)
        vocabulary = int(tagger.encoder.config.vocab_size)
        self.teller = _Teller(width, vocabulary)
        self.generator: DirectiveTagger | None = None
        if config.objective == "rtd":
            sizes = config.model_copy(update={"width": width, "vocabulary": vocabulary})
            self.generator = new_tagger(sizes, _GENERATOR_LAYERS)
            self.generator.encoder.set_input_embeddings(nn.Identity())  # it reads the encoder's own, see _hidden
            self.detector = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, 1))

    def _hidden(self, network: DirectiveTagger, ids: torch.Tensor, shapes: torch.Tensor) -> torch.Tensor:
        shape_table = network.features[0]
        embedded = self.tagger.encoder.get_input_embeddings()(ids) + shape_table(shapes)
        hidden: torch.Tensor = network.encoder(inputs_embeds=embedded).last_hidden_state
        return hidden

    def forward(self, input_ids: torch.Tensor, shapes: torch.Tensor, labels: torch.Tensor) -> dict[str, torch.Tensor]:
        """All [batch, context]; `labels` is IGNORE where nothing is asked."""
        asked = labels != IGNORE
        words = self.tagger.encoder.get_input_embeddings().weight
        teller = self.generator or self.tagger
        told = self.teller(self._hidden(teller, input_ids, shapes)[asked], words).float()
        loss = functional.cross_entropy(told, labels[asked])
        right = (told.argmax(-1) == labels[asked]).float().mean()
        if self.generator is None:
            return {"loss": loss, "right": right.detach()}
        with torch.no_grad():
            drawn = torch.multinomial(told.softmax(-1), 1).squeeze(-1)
        truth = torch.where(asked, labels, input_ids)
        shown = truth.masked_scatter(asked, drawn)
        replaced = (shown != truth).float()
        scores = self.detector(self._hidden(self.tagger, shown, shapes)).squeeze(-1).float()
        found = functional.binary_cross_entropy_with_logits(scores, replaced)
        right = ((scores > 0) == (replaced > 0)).float().mean()
        return {"loss": loss + _DETECTION_WEIGHT * found, "right": right.detach()}
