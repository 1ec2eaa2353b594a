"""Windows through the network: several threads read what one reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vnadmin_nlp.tagger.decode import Scores
from vnadmin_nlp.tagger.features import read_features
from vnadmin_nlp.tagger.folder import SHIPPED, open_tagger
from vnadmin_nlp.tagger.tagger import Ints

LONG = (Path(__file__).parents[2] / "corpora" / "nghi-quyet" / "x8-10.txt").read_text(encoding="utf-8")


def test_threads_change_no_number() -> None:
    reading = read_features(LONG)
    one, three = (open_tagger(SHIPPED, n).tagger for n in (1, 3))
    assert three.threads == 3
    for a, b in zip(one.log_probs(reading), three.log_probs(reading), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_batch_of_windows_reads_what_single_ones_read() -> None:
    """int8 takes its scales from the whole batch, so the numbers agree but for rounding."""
    reading = read_features(LONG)
    tagger = open_tagger(SHIPPED, 1).tagger
    spans, batched = (
        {(s.label, s.start, s.end) for s in t.read(reading).spans} for t in (tagger, replace(tagger, batch=4))
    )
    assert len(spans & batched) > 0.95 * len(spans | batched) > 50


@pytest.mark.parametrize("threads", [1, 2])
def test_what_the_network_raises_is_raised(threads: int) -> None:
    def broken(ids: Ints, features: Ints, mask: Ints) -> list[Scores]:
        raise MemoryError

    tagger = replace(open_tagger(SHIPPED, 1).tagger, network=broken, threads=threads)
    with pytest.raises(MemoryError):
        tagger.read(read_features(LONG))
