"""No cue of roles hangs on the stretches of text that linking gives it (the table's own examples: tests/lexicon)."""

from __future__ import annotations

import time

import pytest

from vnadmin_nlp.assignments.context import flat
from vnadmin_nlp.lexicon.patterns import patterns

HOSTILE = [
    "Thủ trưởng, " * 3000, "phối hợp chặt chẽ tốt kịp thời " * 2000, "của các đồng chí " * 3000, "(" * 5000, " " * 20000,
    "cùng " * 6000, "là cơ quan thường trực " * 2000, "Chủ tịch Nguyễn Văn A, " * 2000, "; " * 9000, "trên địa bàn tỉnh A B C " * 1500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_pattern_hangs(text: str) -> None:
    """On a whole text forwards; backwards on the window that linking gives a pattern."""
    begun = time.process_time()
    for name, pattern in patterns("roles.yaml").items():
        pattern.search(flat(text[-160:]))
        pattern.match(text)
        if name in ("cooperate", "joined", "other_subject", "standing"):
            pattern.search(text)
    assert time.process_time() - begun < 3
