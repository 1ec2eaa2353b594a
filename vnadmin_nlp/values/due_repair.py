"""Due expressions as they were meant: blanks that are missing, digits and words that OCR misread, marks that were lost.

Nothing here depends on dates. What is not certain stays as it stands; the readers then refuse it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.values.words import due_words


def plain_of(text: str) -> str:
    """`text` in lower case, with one kind of blank, repaired."""
    plain = " ".join(clean_view(text).text.lower().split())
    plain = _respelt(plain)
    if _TO_REPAIR.search(plain):
        plain = _SPOILT_DATE.sub(lambda m: m[0].translate(_DIGITS), plain)
        for pattern, better in _REPAIRS:
            plain = pattern.sub(better, plain)
    return plain


_WORDS = r"(?:ngày|tháng|năm|quý|quí)"
_TO_REPAIR = re.compile(
    rf"[^\W\d]\d|\d[^\W\d]|\d h(?!\w)|dương lịch|k[ìí](?!\w)|nửa|tháng cuối|ngày (?:đầu tiên|cuối cùng)|,(?:tháng|năm)|tầm nhìn|q\.|"
    rf"(?:trước|đến|hết|trong|{_WORDS}){_WORDS}"
    r"|(?:năm |[/.-] ?)\d{1,3} \d"
)
_REPAIRS = tuple(
    (re.compile(pattern), better)
    for pattern, better in (
        (r"(?<=\d)o(?![^\W\d])|(?<![^\W\d])o(?=[\do])", "0"),  # 31/1O, 3O/O4
        (r"(?<![^\W\d])[il](?=\d)|(?<=\d)[il](?![^\W\d])", "1"),  # l5/11, 1l/12
        (r"tháng giêng(?=.{0,12} dương lịch)", "tháng 1"),
        (r"(?<!\w)(định|thường) kì(?!\w)", r"\1 kỳ"),
        (r"(?<=ngày )kí(?!\w)", "ký"),
        (
            r"(?:(?<=[/.-])|(?<=[/.-] )|(?<=năm ))(?=[12][\d ]{4}(?![\d/]))([12]\d{0,2}) (\d{1,3})(?!\d)",
            r"\1\2",
        ),  # 202 5
        (rf"(?<!\w)(trước|đến|hết|trong|{_WORDS})(?={_WORDS}(?!\w)|\d)", r"\1 "),
        (rf"(?<=\d)(?={_WORDS}(?!\w))", " "),
        (r"(?<!\w)t(?=\d{1,2} ?[/.-] ?(?:19|20)\d\d(?!\d))", "tháng "),
        (r",(?=(?:tháng|năm) ?\d)", ", "),
        (r",? ?tầm nhìn (?:đến )?(?:năm )?(?:19|20)\d\d", ""),  # what is aimed at behind the due
        (r"(?<!\w)nửa tháng(?! (?:đầu|cuối|\d))", "15 ngày"),  # Civil Code 2015 art. 146
        (r"(?<!\w)ngày (đầu|cuối) (?:tiên|cùng)(?: của)? (?=tháng \d|qu[ýí] [iv\d]|năm)", r"ngày \1 "),
        (r"(?<!\w)(?:các|những) tháng cuối(?: của)? năm(?!\w)", "trong năm"),  # nobody says how many
        (r"(?<!\w)nửa năm (đầu|cuối)(?: của)?(?: năm)?(?!\w)", r"nửa \1 năm"),
        (r"(?<!\w)nửa năm(?! (?:đầu|cuối|\d))", "6 tháng"),
        (r"(?<!\w)q\.? ?(?=(?:i{1,3}|iv|[1-4]) ?[/.-] ?(?:19|20)\d\d(?!\d))", "quý "),
        (
            r"(trong(?: vòng| thời gian| thời hạn| khoảng)?|không quá|trước(?= \d{1,3} ?h trước khi)) (\d{1,3}) ?h(?!\w)(?!,? ngày)",
            r"\1 \2 giờ",
        ),
    )
)

_SPOILT_DATE = re.compile(r"(?<![\w/.-])([\dilo]{1,2}) ?([/.-]) ?([\dilo]{1,2}) ?\2 ?([\dilo]{4})(?!\w)")  # lO/1O/2024
_DIGITS = str.maketrans("ilo", "110")

_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_BARE = str.maketrans({c: "d" if c == "đ" else unicodedata.normalize("NFD", c)[0] for c in _MARKED})


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """The words of the table by their letters without marks, and the spellings that are right."""
    right: dict[str, tuple[str, ...]] = {}
    for word in due_words().spellings:
        bare = word.translate(_BARE)
        right[bare] = (*right.get(bare, ()), word)
    names = "|".join(sorted(right, key=lambda w: -len(w)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)"), right


# A single word only before its number: "quy III", "thang 12". Letters that OCR takes for others: hgày, ngàv.
_BEFORE_NUMBER = re.compile(
    r"(?<!\w)(?:(?P<ngày>[nh][gq]a[yv])(?= (?:mung |mong )?[\dilo]{1,2}(?: ?[/.-] ?[\dilo]|,? thang | (?:hang|cua) |[\s.,;)]*$))"
    r"|(?P<tháng>thang)(?= ?[\dl])"
    r"|(?P<năm>nam)(?= (?:19|20)\d\d(?!\d))|(?P<quý>qu[yi])(?= (?:iv|i{1,3}|[1-4])(?!\w)))"
)


def _respelt(plain: str) -> str:
    """ "chậm nhât", "kề từ ngảy", "hàng thang", "truoc ngay 30/6": a known word by its letters, each with its own mark."""
    bare = plain.translate(_BARE)
    pattern, right = _spellings()
    for found in pattern.finditer(bare):
        there = slice(*found.span())
        if plain[there] not in right[found[0]]:
            plain = plain[: found.start()] + right[found[0]][0] + plain[found.end() :]
    for found in _BEFORE_NUMBER.finditer(bare):
        word = found.lastgroup or ""
        if plain[slice(*found.span())] not in (word, "quí"):
            plain = plain[: found.start()] + word + plain[found.end() :]
    return plain
