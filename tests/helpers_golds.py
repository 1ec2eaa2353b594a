"""Annotated texts for tests: a small notice, and any text with any spans by hypothesis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from vnadmin_nlp.annotation.formats.common import canonical
from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldMeta, GoldSpan, GoldUnit, digest
from vnadmin_nlp.annotation.markup import parse_markup

NOTICE = """THÔNG BÁO

1. {O|Sở Xây dựng} chủ trì, cùng {O|Sở Tài chính} {T lead="Sở Xây dựng" with="Sở Tài chính" due="2024-06-30"|rà soát 𝐀 quỹ
nhà theo {R|Luật Nhà ở}, xong {D|trước ngày 30/6/2024}}.
2. {O|Sở Y tế} {T lead="Sở Y tế" due="FREQ=MONTHLY;BYMONTHDAY=20"|báo cáo số liệu {D|trước ngày 20 hằng tháng}}.
"""

# line ends of every kind, characters outside the BMP, decomposed letters, loose marks, blanks, and signs that formats use
_PIECES = (
    *(
        "Sở",
        "Sơ\u0309",
        "Y tế",
        "uỷ",
        "\u0301",
        "\u0323",
        "𝐀",
        "😀",
        "👩\u200d👧",
        "a",
        "1",
        "«",
        "|",
        ";",
        "\t",
        '"',
        "<",
        "&",
        "#1",
    ),
    *(" ", "  ", "\u00a0", "\u200b", "\ufeff", "\n", "\r\n", "\r", "\n\n", "\u2028", "\x85"),
)
CONTROLS = ("\x00", "\x0b", "\x0c", "\x1c", "\ufffe")
DUES = ("2024-06-30", "FREQ=MONTHLY;BYMONTHDAY=20", "ongoing", "doc:943/CAT-ANM", "P10B", "doc:Luật Đầu tư công", '"x"')


def notice(name: str = "n1", markup: str = NOTICE) -> GoldDirective:
    """The small notice, or another text in the notation of `parse_markup`."""
    _, text, spans, assignments = parse_markup(markup)
    return GoldDirective(
        id=name,
        text=text,
        spans=tuple(spans),
        assignments=tuple(assignments),
        meta=GoldMeta(id=name, path=f"{name}.txt"),
    )


def same(golds: Iterable[GoldDirective], others: Iterable[GoldDirective]) -> bool:
    """Whether texts, spans and assignments are the same, by id, whatever their order."""
    return _content(golds) == _content(others)


def _content(golds: Iterable[GoldDirective]) -> dict[str, Any]:
    return {g.id: (g.text, g.spans, g.assignments) for g in map(canonical, golds)}


@st.composite
def golds(draw: st.DrawFn, edges_of: str = "", controls: bool = True) -> GoldDirective:
    """Any text with spans anywhere, an assignment for each TASK.

    Spans neither begin nor end with a character of `edges_of`. Where no TASK has refs there are no DOC-REFs, since those inside a
    TASK would be read as its refs, as is said then.
    """
    pieces = (*_PIECES, *CONTROLS) if controls else _PIECES
    text = "".join(draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=30)))
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12)).map(
        lambda p: (p[0], min(p[0] + p[1], len(text)))
    )
    found = {
        label: sorted({p for p in draw(st.lists(place, max_size=4)) if not _touches(text, p, edges_of)})
        for label in ("ORG-UNIT", "DEADLINE", "DOC-REF", "TASK")
    }
    units = [GoldUnit(text=text[s:e], start=s, end=e) for s, e in found["ORG-UNIT"]]
    some = st.lists(st.sampled_from(units), unique=True, max_size=3) if units else st.just([])
    refs = st.lists(st.sampled_from(found["DOC-REF"]), unique=True) if found["DOC-REF"] else st.just([])
    assignments = tuple(
        GoldAssignment(
            task=task,
            lead=tuple(draw(some)),
            with_=tuple(draw(some)),
            due=draw(st.none() | st.sampled_from(DUES)),
            refs=tuple(sorted(draw(refs))),
        )
        for task in found["TASK"]
    )
    if not any(a.refs for a in assignments):
        found["DOC-REF"] = []
    spans = tuple(GoldSpan.model_validate({"label": k, "start": s, "end": e}) for k, ps in found.items() for s, e in ps)
    return GoldDirective(id="văn bản 1", text=text, spans=spans, assignments=assignments, sha256=digest(text))


def _touches(text: str, place: tuple[int, int], edges_of: str) -> bool:
    return text[place[0]] in edges_of or text[place[1] - 1] in edges_of
