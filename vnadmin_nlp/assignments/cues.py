"""The cue tables of `lexicon/roles.yaml`, checked and compiled."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from vnadmin_nlp.lexicon.tables import pattern_list, read_yaml

_KEYS = frozenset({
    "titles", "connectors", "adverbs", "with_before", "with_after", "with_before_after", "nominal_before", "lead_before",
    "mention_before", "giver_after", "must_after", "other_subject", "delegate_before", "adverbial", "apposition", "persons",
    "acts_after", "invites_before", "behind_acts", "behind_words", "behind_joins", "examples",
})  # fmt: skip


class Cues(NamedTuple):
    """Compiled cues. `*_before` patterns match at the end of the text before a unit, `*_after` at the start of what follows."""

    title_tail: re.Pattern[str]
    between: re.Pattern[str]
    with_before: re.Pattern[str]
    with_after: re.Pattern[str]
    with_before_after: re.Pattern[str]
    invites_before: re.Pattern[str]
    nominal_before: re.Pattern[str]
    lead_before: re.Pattern[str]
    mention_before: re.Pattern[str]
    giver_after: re.Pattern[str]
    delegate_before: re.Pattern[str]
    adverbial: re.Pattern[str]
    apposition: re.Pattern[str]
    beside: re.Pattern[str]
    person: re.Pattern[str]
    order_before: re.Pattern[str]
    together: re.Pattern[str]
    joined: re.Pattern[str]
    must_after: re.Pattern[str]
    acts_after: re.Pattern[str]
    other_subject: re.Pattern[str]
    cooperate: re.Pattern[str]
    behind_acts: re.Pattern[str]
    behind_words: re.Pattern[str]
    behind_joins: re.Pattern[str]


# Capital letters of Vietnamese; a range such as À-Ỹ would hold the small ones too
UPPER = "A-Z" + "".join(chr(c) for c in range(0xC0, 0x1EFA) if chr(c).isupper() and (c < 0x1B1 or c > 0x1E9F))


def _spaced(p: str) -> str:
    return p.replace(" ", r"[ ]{1,12}")


def flat(text: str) -> str:
    """`text` with line breaks, tabs and emphasis signs as blanks: same length, so offsets stay."""
    return re.sub(r"[\s*_]", " ", text)


def table() -> dict[str, Any]:
    """The file as read. Raises ValueError when it does not have the expected shape."""
    raw = read_yaml("roles.yaml", _KEYS)
    for key in _KEYS - {"adverbs", "examples"}:
        pattern_list(raw, key, "roles.yaml")
    if not set(raw["examples"]) <= _KEYS or not all(set(e) == {"holds", "not"} for e in raw["examples"].values()):
        raise ValueError("roles.yaml: examples of an unknown key, or without both sides")
    return raw


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The compiled tables. Raises ValueError when the file does not have the expected shape."""
    raw = table()

    def either(key: str) -> str:
        return (
            "(?:"
            + "|".join(
                _spaced(p).replace("V", _spaced(raw["adverbs"])).replace("UPPER", f"(?-i:[{UPPER}])") for p in raw[key]
            )
            + ")"
        )

    title = either("titles")
    titles = rf"(?:{title}[ ,:–-]{{0,4}}(?:(?:và|của)[ ]{{1,4}})?){{0,4}}"
    connector = either("connectors")
    place = (
        r"(?:trên địa bàn|thuộc|của|tại|ở) (?:toàn )?(?:tỉnh|huyện|xã|thành phố|thị xã|phường|quận|đơn vị|địa phương)"
    )
    place = _spaced(place) + rf"(?:[ ]{{1,4}}(?-i:[{UPPER}])[^\W\d_]{{0,8}}){{0,4}}"
    fill = rf"(?:\([^()]{{0,160}}\)|\[\d{{1,3}}\]|{place}|[ ,;/–\"“”()-]|:(?=[ ]{{1,4}}(?-i:[a-zđ])[^:]{{2,60}}$))"
    # a title that is not in the table ("Chánh án", or misread by OCR): a short capitalised phrase behind the comma
    unknown = rf"(?-i:[{UPPER}])[^\W\d_]{{1,8}}(?:[ ][^\W\d_]{{1,8}}){{0,2}}[ ]"
    i = re.IGNORECASE
    return Cues(
        title_tail=re.compile(rf"(?:^|(?<=[^\w])){titles}$", i),
        between=re.compile(rf"{fill}{{0,12}}(?:{connector}(?![^\W\d_]))?[ ]{{0,6}}{titles}(?:{unknown})?[ ]{{0,3}}", i),
        with_before=re.compile(rf"(?<!\w){either('with_before')}[ :]{{1,6}}{titles}$", i),
        with_after=re.compile(rf"[ ,]{{0,4}}{either('with_after')}(?!\w)", i),
        with_before_after=re.compile(rf"(?<!\w){either('with_before_after')}[ ]{{1,6}}{titles}$", i),
        invites_before=re.compile(rf"(?<!\w){either('invites_before')}[ ]{{1,6}}{titles}$", i),
        nominal_before=re.compile(rf"(?<!\w){either('nominal_before')}[ ]{{1,6}}$", i),
        lead_before=re.compile(rf"(?<!\w){either('lead_before')}[ :,]{{0,6}}{titles}$", i),
        mention_before=re.compile(rf"(?<!\w){either('mention_before')}[ ]{{1,6}}{titles}$", i),
        giver_after=re.compile(rf"[ ,]{{0,4}}(?:(?-i:[{UPPER}])[^\W\d_]{{0,8}}[ ,–-]{{1,4}}){{0,6}}{either('giver_after')}(?!\w)", i),
        delegate_before=re.compile(rf"(?<!\w){either('delegate_before')}[ ]{{1,6}}{titles}$", i),
        adverbial=re.compile(rf"[ ,:]{{0,4}}{either('adverbial')}(?!\w)", i),
        apposition=re.compile(either("apposition"), i),
        beside=re.compile(rf"[ ,(–-]{{0,4}}{either('apposition')}(?:[ ]{{1,4}}của)?[ ]{{0,4}}", i),
        person=re.compile(rf"(?:(?:giao|phân công|yêu cầu|đề nghị|riêng|mỗi|từng|các|những|thì|\d{{1,3}})[ ]{{1,4}}){{0,2}}{either('persons')}", i),
        order_before=re.compile(rf"[ ]{{0,4}}(?:giao|yêu cầu|đề nghị)[ :]{{1,6}}{titles}$", i),
        together=re.compile(r"(?:[^\W\d_]{1,8}[ ,]{1,4}){0,3}cùng[ ]{1,4}(?:với[ ]{1,4})?", i),
        joined=re.compile(
            r"(?<!\w)cùng[ ]{1,4}(?:với[ ]{1,4})?|có[ ]{1,4}sự[ ]{1,4}(?:tham[ ]{1,4}gia|phối[ ]{1,4}hợp)[ ]{1,4}của[ ]{1,4}", i
        ),
        behind_acts=re.compile(either("behind_acts"), i),
        behind_words=re.compile(rf"(?:[ ,;.:-]|(?<!\w)(?:{either('behind_acts')}|{either('behind_words')})(?!\w)){{0,20}}", i),
        behind_joins=re.compile(rf"[ ,]{{0,4}}{either('behind_joins')}", i),
        acts_after=re.compile(rf"[ ]{{1,12}}{either('acts_after')}", i),
        must_after=re.compile(rf"[ ,:]{{0,4}}{either('must_after')}(?!\w)", i),
        other_subject=re.compile(rf"(?<!\w){either('other_subject')}(?!\w)", i),
        cooperate=re.compile(
            r"(?<!\w)ph[ốôo]i[ ]{1,12}(?:k[ếêe]t[ ]{1,12})?h[ợo]p" + _spaced(raw["adverbs"])
            + r"(?:(?:[ ]{1,6}(?!giữa|với|cùng)[^\W\d_]{1,8}){0,3}?[ ,]{1,6}(?:với|v[ớo]i|cùng với|cùng)"
            + r"|[ ,]{1,6}(?:và[ ]{1,6})?(?:hỗ trợ|hướng dẫn|giúp đỡ|giúp)|[ ,]{1,4}và)?(?!\w)",
            i,
        ),
    )  # fmt: skip
