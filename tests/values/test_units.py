"""Unit names in one spelling."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.values.units import UnitContext, unit_name


@pytest.mark.parametrize(
    ("text", "name", "kind", "level"),
    [
        ("UBND xã Phước Giang", "Ủy ban nhân dân xã Phước Giang", "committee", "commune"),
        ("uỷ ban nhân dân  tỉnh", "Ủy ban nhân dân tỉnh", "committee", "province"),
        ("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", "Ủy ban nhân dân tỉnh Quảng Ngãi", "committee", "province"),
        ("STTTT", "Sở Thông tin và Truyền thông", "department", "province"),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ", "department", "province"),
        ("Sở KH & CN", "Sở Khoa học và Công nghệ", "department", "province"),
        ("sở LĐ-TB&XH", "Sở Lao động - Thương binh và Xã hội", "department", "province"),
        ("Công an\nhuyện", "Công an huyện", "police", "district"),
        ("UBMTTQVN tỉnh", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "mass", "province"),
        ("VPUB", "Văn phòng Ủy ban nhân dân", "office", None),
        ("BCĐ", "Ban Chỉ đạo", "steering", None),
        ("Bộ Chỉ huy Quân sự tỉnh", "Bộ Chỉ huy quân sự tỉnh", "military", "province"),
        ("Bộ phận Một cửa", "Bộ phận Một cửa", "part", None),
        ("các sở, ban, ngành", "Các sở, ban, ngành", "collective", "province"),
        ("Phòng Tài chính - Kế hoạch", "Phòng Tài chính - Kế hoạch", "division", None),
        # abbreviations however set, in part or whole
        ("Sở GT-VT", "Sở Giao thông vận tải", "department", "province"),
        ("Sở Nông nghiệp & PTNT", "Sở Nông nghiệp và Phát triển nông thôn", "department", "province"),
        ("Sở Lao động, TB và XH", "Sở Lao động - Thương binh và Xã hội", "department", "province"),
        ("Sở Văn hóa và TT", "Sở Văn hóa và TT", "department", "province"),  # Thể thao or Thông tin
        ("Chi cục TT và BVTV", "Chi cục Trồng trọt và Bảo vệ thực vật", "agency", "province"),
        ("Đài TT-TH huyện", "Đài Truyền thanh - Truyền hình huyện", "media", "district"),
        ("Vụ NSNN", "Vụ Ngân sách nhà nước", "part", "central"),
        # read wrong
        ("Chỉ cục Thuê huyện", "Chi cục Thuế huyện", "agency", "district"),
        ("Hội đông thi", "Hội đồng thi", "steering", None),
        ("Hội Đông y tỉnh", "Hội Đông y tỉnh", "mass", "province"),
        ("Hải quân", "Hải quân", "military", "central"),
        ("Ủy ban nhân dân các huyện, thành phó", "Ủy ban nhân dân các huyện, thành phố", "committee", "district"),
        ("CÁC SỞ: TÀI CHÍNH, TƯ PHÁP", "Các Sở: Tài Chính, Tư Pháp", "department", "province"),
        # collectives
        ("cấp ủy, chính quyền", "Cấp ủy, chính quyền", "collective", None),
        ("các sở ban ngành", "Các sở ban ngành", "collective", "province"),
        ("7 bộ ngành", "7 bộ ngành", "collective", "central"),
        ("các sở, ngành, huyện, thị xã", "Các sở, ngành, huyện, thị xã", "collective", None),
        ("Đảng ủy các bộ, ngành ở Trung ương", "Đảng ủy các bộ, ngành ở Trung ương", "party", "central"),
        ("các cấp Hội Nông dân", "Các cấp Hội Nông dân", "mass", None),
        ("Ban Kinh tế Trung ương", "Ban Kinh tế Trung ương", "party", "central"),
        ("Thuế cơ sở 3 tỉnh An Giang", "Thuế cơ sở 3 tỉnh An Giang", "agency", None),
    ],
)
def test_names(text: str, name: str, kind: str, level: str | None) -> None:
    for written in (text, unicodedata.normalize("NFD", text)):
        unit = unit_name(written)
        assert (unit.name, unit.kind, unit.level) == (name, kind, level)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (
            "Các Sở: Giáo dục và Đào tạo, Y tế, Nông nghiệp và Môi trường",
            ("Sở Giáo dục và Đào tạo", "Sở Y tế", "Sở Nông nghiệp và Môi trường"),
        ),
        ("Các Bộ: Tài chính, Nội vụ và Y tế", ("Bộ Tài chính", "Bộ Nội vụ", "Bộ Y tế")),
        ("các Sở: Văn hóa, Thể thao và Du lịch, Tư pháp", ("Sở Văn hóa, Thể thao và Du lịch", "Sở Tư pháp")),
        ("Sở Văn hóa, Thể thao và Du lịch", ()),
        ("các sở, ban, ngành", ()),
        ("UBND xã, phường", ()),
        ("Phòng Kinh tế và Hạ tầng", ()),
    ],
)
def test_members(text: str, members: tuple[str, ...]) -> None:
    assert unit_name(text).members == members


def test_what_the_text_defines_wins() -> None:
    defined = {"BCĐ": "Ban Chỉ đạo chuyển đổi số", "Sở TT": "Sở Thủy sản và Thú y"}
    assert unit_name("BCĐ", UnitContext(defined=defined)).name == "Ban Chỉ đạo chuyển đổi số"
    assert unit_name("BCĐ huyện", UnitContext(defined=defined)).name == "Ban Chỉ đạo chuyển đổi số huyện"
    assert unit_name("Sở TT", UnitContext(defined=defined)).name == "Sở Thủy sản và Thú y"


def test_historic_names_stay() -> None:
    assert unit_name("Sở TN&MT").name == "Sở Tài nguyên và Môi trường"


HUYEN, TINH, CITY = "UBND HUYỆN THỌ XUÂN, TỈNH THANH HÓA", "UBND tỉnh Lâm Đồng", "SỞ Y TẾ HÀ NỘI"


@pytest.mark.parametrize(
    ("text", "issuer", "level", "place", "implied"),
    [
        ("UBND huyện", HUYEN, "district", "huyện Thọ Xuân", None),
        ("UBND tỉnh", HUYEN, "province", "tỉnh Thanh Hóa", None),
        ("UBND xã", HUYEN, "commune", None, None),  # which one?
        ("UBND các xã", HUYEN, "commune", None, None),
        ("UBND cấp xã", HUYEN, "commune", None, None),
        ("Phòng Nội vụ", HUYEN, "district", None, "huyện Thọ Xuân"),
        ("Kho bạc Nhà nước Thọ Xuân", HUYEN, "district", "huyện Thọ Xuân", None),
        ("UBND tỉnh Nghệ An", HUYEN, "province", "tỉnh Nghệ An", None),
        ("UBND thành phố", TINH, "district", None, None),  # some city of the province
        ("UBND thành phố Đà Lạt", TINH, "district", "thành phố Đà Lạt", None),
        ("UBND Thành phố", CITY, "province", "thành phố Hà Nội", None),
        ("Công an TP. Hồ Chí Minh", CITY, "province", "Thành phố Hồ Chí Minh", None),
        ("UBND Q. 5", CITY, "district", "Quận 5", None),
        ("Sở Y tế Đắc Lắc", None, "province", "tỉnh Đắk Lắk", None),
        ("UBND tỉnh", None, "province", None, None),
        ("UBND tỉnh", "SỞ Y TẾ, Quảng Ngãi", "province", "tỉnh Quảng Ngãi", None),
        ("UBND tỉnh", "UY BAN NHAN DAN TINH QUANG NGAI", "province", "tỉnh Quảng Ngãi", None),
        ("UBND tỉnh", "BỘ XÂY DỰNG", "province", None, None),
        ("Hợp tác xã Hòa Phong", HUYEN, None, None, None),
        ("Ban Chỉ đạo xây dựng nông thôn mới", HUYEN, None, None, None),
        ("Trung ương Đoàn TNCS Hồ Chí Minh", HUYEN, "central", None, None),
        ("Quận ủy Quận 1", None, "district", "Quận 1", None),
        ("Ủy ban kiểm tra Đảng ủy", "UBND xã Bình Minh", "commune", None, "xã Bình Minh"),
        ("Đảng ủy", "SỞ Y TẾ, Quảng Ngãi", None, None, None),
        ("Kho bạc Nhà nước", "BỘ TÀI CHÍNH", "central", None, None),
        ("Ủy ban MTTQ Việt Nam", HUYEN, None, None, None),  # the centre's, or the letterhead's own
        ("Sở Y tế Hà Nội, Huế", TINH, "province", None, None),
        ("UBND xã Bình Minh, huyện Bình Sơn", None, "commune", "xã Bình Minh", None),
        ("UBND TT Châu Ổ, huyện Bình Sơn, tỉnh Quảng Ngãi", None, "commune", "thị trấn Châu Ổ", None),
    ],
)
def test_places(text: str, issuer: str | None, level: str | None, place: str | None, implied: str | None) -> None:
    unit = unit_name(text, UnitContext(issuer))
    assert (unit.level, unit.place, unit.implied) == (level, place, implied)


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        ("Sở Y tế", "Ủy ban nhân dân tỉnh Lâm Đồng"),
        ("Văn phòng UBND tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Phòng Nội chính thuộc Văn phòng UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh"),
        ("Ủy ban Kiểm tra Tỉnh ủy", "Tỉnh ủy"),
        ("Cục Hóa chất - Bộ Công Thương", "Bộ Công Thương"),
        ("Bộ Công an", "Chính phủ"),
        ("Đảng ủy Bộ Y tế", None),
        ("Ban Chỉ đạo Tây Nam Bộ", None),
        ("các Sở: Y tế, Nội vụ", None),
        ("UBND tỉnh", None),
    ],
)
def test_parents(text: str, parent: str | None) -> None:
    assert unit_name(text, UnitContext("UBND tỉnh Lâm Đồng")).parent == parent


@pytest.mark.parametrize(
    ("text", "role", "name"),
    [
        ("Giám đốc Sở Y tế", "Giám đốc", "Sở Y tế"),
        ("Thủ trưởng các sở, ban, ngành", "Thủ trưởng", "Các sở, ban, ngành"),
        ("Trưởng Ban Chỉ đạo", "Trưởng", "Ban Chỉ đạo"),
        ("Thủ tướng Chính phủ", "Thủ tướng", "Chính phủ"),
        ("Thường trực Tỉnh ủy", None, "Thường trực Tỉnh ủy"),
        ("Chủ tịch UBND cấp xã", "Chủ tịch", "Ủy ban nhân dân cấp xã"),
        ("Chủ tịch", None, "Chủ tịch"),
        ("Bộ trưởng, Thủ trưởng cơ quan ngang bộ", "Bộ trưởng, Thủ trưởng", "Cơ quan ngang bộ"),
        ("Chánh Văn phòng UBND tỉnh", "Chánh", "Văn phòng Ủy ban nhân dân tỉnh"),
    ],
)
def test_titles_are_the_role(text: str, role: str | None, name: str) -> None:
    unit = unit_name(text)
    assert (unit.role, unit.name) == (role, name)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("UBND các huyện, thị xã Long Khánh và thành phố Biên Hòa", 3),
        ("Cục Thuế các tỉnh: Gia Lai, Lâm Đồng", 2),
        ("Sở Xây dựng các tỉnh, thành phố: Gia Lai, Đà Nẵng", 2),
        ("HĐND, UBND huyện", 2),
        ("Đảng ủy - HĐND - UBND xã", 3),
        ("UBND huyện Đức Trọng và UBND huyện Lâm Hà", 2),
        ("Các Cục: Hàng hải và Đường thủy Việt Nam, Đường bộ Việt Nam", 2),
        ("các Bộ, cơ quan: Tài chính, Nội vụ, Ngân hàng Nhà nước, Thanh tra Chính phủ", 4),
        ("UBND xã Bình Minh, huyện Bình Sơn", 0),
        ("UBND các xã: Bình Minh, Bình Chương, huyện Bình Sơn", 2),
        ("VP: Tỉnh ủy, Đoàn ĐBQH và HĐND tỉnh", 2),
        ("Văn phòng Tỉnh ủy, Thành ủy", 0),
        ("Văn phòng HĐND và UBND huyện", 0),
        ("Văn phòng Đoàn ĐBQH và HĐND tỉnh", 0),
        ("Các Vụ, Cục", 0),
        ("Cục Thuế Bình Định, Lâm Đồng và Hà Nội", 3),
        ("UBND các xã, phường: Vĩnh Tế, Châu Đốc", 0),  # which is a xã?
        ("Các Sở: Y tế, Giáo dục và Đào tạo; Công an tỉnh", 3),
        ("UBND các tỉnh, thành phố", 0),
        ("Ban Chỉ đạo CCHC, chuyển đổi số, Đề án 06 của tỉnh", 0),
    ],
)
def test_how_many_members(text: str, members: int) -> None:
    assert len(unit_name(text).members) == members


def test_members_of_the_cities_have_their_own_type() -> None:
    assert unit_name("Sở Xây dựng các tỉnh, thành phố: Gia Lai, Đà Nẵng").members == (
        "Sở Xây dựng tỉnh Gia Lai",
        "Sở Xây dựng thành phố Đà Nẵng",
    )


def test_document_numbers_are_no_abbreviations() -> None:
    name = "Ban Chỉ đạo thực hiện Nghị quyết số 57-NQ/TW"
    assert unit_name(name).name == name


def test_a_facility_is_no_department() -> None:
    assert unit_name("các cơ sở y tế").name == "Các cơ sở y tế"


@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    unit_name(text)


_HEADS = [
    "UBND",
    "Sở",
    "Phòng",
    "BCĐ",
    "CA",
    "Văn phòng",
    "Đảng ủy",
    "VP",
    "các",
    "Ban",
    "TT",
    "Bộ CHQS",
    "Trường",
    "BQL",
    "Chi cục",
]
_MIDDLES = [
    "KH&CN",
    "Y tế",
    "TTTT",
    "CCHC",
    "HĐND và UBND",
    "NN-PTNT",
    "GDMN",
    "sở, ban, ngành",
    "THCS",
    "Thuế",
    "văn hóa - thông tin",
    "",
]
_ENDS = [
    "tỉnh",
    "TP. Huế",
    "các xã",
    "Thành phố",
    "huyện Mỹ Đức",
    "Q. 1",
    "xã, phường",
    "Bình Định",
    "cấp xã",
    "(ABC)",
    "và Bộ Y tế",
    "",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_HEADS), st.sampled_from(_MIDDLES), st.sampled_from(_ENDS), st.sampled_from([None, HUYEN, CITY]))
def test_a_name_is_its_own_name(head: str, middle: str, end: str, issuer: str | None) -> None:
    context = UnitContext(issuer)
    for text in (f"{head} {middle} {end}", f"{head} {middle} {end}".upper()):
        name = unit_name(text, context).name
        assert unit_name(name, context).name == name


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ABCĐHNTUVXabcđgnủyỦửăạ ,:;.-&/()157", max_size=40))
def test_any_name_is_its_own_name(text: str) -> None:
    name = unit_name(text).name
    assert unit_name(name).name == name


@pytest.mark.parametrize(
    "piece",
    [
        "UBND ",
        "Sở A, ",
        "các ",
        "xã ",
        "A.",
        "A&",
        "( ",
        "- ",
        "tỉnh Quảng ",
        "và ",
        "Nguyễn ",
        ": ",
        "TP ",
        "a" * 40,
        "Ủy ban ",
        "1/",
    ],
)
def test_hostile_strings_take_no_time(piece: str) -> None:
    context = UnitContext("UBND tỉnh Lâm Đồng")
    begin = time.process_time()
    for length in (300, 390, 5000):
        unit_name((piece * 5000)[:length], context)
        unit_name("Các Sở: " + (piece * 5000)[:length], context)
        unit_name("x", UnitContext((piece * 5000)[:length]))
    assert time.process_time() - begin < 2.0
