"""Who leads by the heading, the bracket, the field line, the person named: cases found in the project's own texts."""

from __future__ import annotations

import pytest
from helpers_assignments import linked, short

HEAD = "UBND HUYỆN TAM PHƯỚC\nSố: 12/TB-UBND      Tam Phước, ngày 04 tháng 3 năm 2024\n\nTHÔNG BÁO\nKết luận họp giao ban\n\n"

CASES = {
    "a bracket behind one unit says which office of it is meant": (
        "1. Giao {O|Công an huyện} ({O|Đội Cảnh sát giao thông}) {T|phân luồng xe}.\n",
        [(["Công an huyện"], [])],
    ),
    "a bracket behind a group holds its members": (
        "1. {O|Các ban quản lý} ({O|Ban Đầu tư}, {O|Ban Giao thông}) {T|quyết toán công trình}.\n",
        [(["Các ban quản lý", "Ban Đầu tư", "Ban Giao thông"], [])],
    ),
    "partners in a list behind cùng với": (
        "1. {O|Phòng Tài nguyên} chủ trì, cùng với {O|Phòng Kinh tế}, {O|Phòng Tư pháp} {T|thẩm định phương án}.\n",
        [(["Phòng Tài nguyên"], ["Phòng Kinh tế", "Phòng Tư pháp"])],
    ),
    "a list of titles": (
        "1. {O|Thường trực HĐND}, {O|các Ban} và đại biểu {O|HĐND huyện} {T|giám sát}.\n",
        [(["Thường trực HĐND", "các Ban", "HĐND huyện"], [])],
    ),
    "chỉ đạo X below the heading of Y": (
        "1. {O|Phòng Y tế}\n1.1. Chỉ đạo {O|các trạm y tế}:\na) {T|Mua thuốc}.\n",
        [(["Phòng Y tế"], [])],
    ),
    "chỉ đạo X with nobody above": (
        "1. Chỉ đạo {O|các trạm y tế}:\na) {T|Mua thuốc}.\n",
        [(["các trạm y tế"], [])],
    ),
    "who met and who concluded is not told to act": (
        "Ngày 01/3/2024, {O|UBND huyện} tổ chức giao ban. Sau khi nghe báo cáo, Chủ tịch {O|UBND huyện} kết luận như sau:\n"
        "1. {T|Dọn vệ sinh}.\n",
        [([], [])],
    ),
    "the issuer that plans is not told to act": (
        "Thực hiện kế hoạch năm, {O|Công an huyện} triển khai như sau:\n1. {T|Kiểm tra cư trú}.\n",
        [([], [])],
    ),
    "a line of units is the heading of the bullets below it": (
        "1. Nhiệm vụ\n{O|Phòng Y tế}\n- {T|Mua thuốc}.\n{O|Phòng Nội vụ}, {O|các xã}\n- {T|Tuyển người}.\n- {T|Mở lớp}.\n",
        [(["Phòng Y tế"], []), (["Phòng Nội vụ", "các xã"], []), (["Phòng Nội vụ", "các xã"], [])],
    ),
    "each bullet has the field line behind it": (
        "1. Nội dung\n· Sưu tầm hiện vật\nThực hiện: {O|Phòng Sưu tầm}\n· {T|Chụp ảnh hiện vật}\nThực hiện: {O|Phòng Kiểm kê}\n"
        "· {T|Lắp tủ bày}\nThực hiện: {O|Phòng Trưng bày}\n",
        [(["Phòng Kiểm kê"], []), (["Phòng Trưng bày"], [])],
    ),
    "a line of assignments speaks of its own tasks": (
        "Thứ nhất, giao {O|Phòng Y tế} {T|mua thuốc}. {T|Tập huấn y tá}.\n\nPhân công: {O|Văn phòng} {T|ghi biên bản}.\n",
        [(["Phòng Y tế"], []), (["Phòng Y tế"], []), (["Văn phòng"], [])],
    ),
    "a further subject behind a comma": (
        "1. {O|Bộ Chỉ huy Quân sự} {T|chở thuốc về kho, {O|Công an huyện} dẫn đường}.\n",
        [(["Bộ Chỉ huy Quân sự", "Công an huyện"], [])],
    ),
    "a subject behind a comma where the sentence names none before": (
        "1. {O|Phòng Y tế}\n- {T|Khẩn trương sửa đường giao thông, {O|các xã} phải huy động dân quân}.\n",
        [(["các xã"], [])],
    ),
    "those set to act are no further subjects": (
        "1. {O|Phòng Y tế} {T|chỉ đạo {O|Trạm A} trực, {O|Trạm B} hỗ trợ}.\n2. {O|Phòng Y tế} {T|huy động {O|Trạm A}, "
        "{O|Trạm B} hỗ trợ}.\n",
        [(["Phòng Y tế"], []), (["Phòng Y tế"], [])],
    ),
    "the bullets of an item continue its first task": (
        "Đề nghị {O|các phòng}:\n1. {T|Hoàn thành kế hoạch}. {O|Mỗi đội} {T|nộp tiền}.\n- {T|Ghi sổ}.\n",
        [(["các phòng"], []), (["Mỗi đội"], []), (["các phòng"], [])],
    ),
    "the list that the last task opens continues that": (
        "1. {O|Phòng Y tế} {T|lập đoàn}. {O|Mỗi đoàn} {T|đi ba xã}. Lịch cụ thể:\n- Đợt 1: {T|kiểm tra sổ}.\n",
        [(["Phòng Y tế"], []), (["Mỗi đoàn"], []), (["Mỗi đoàn"], [])],
    ),
    "a list of units cut by a line break": (
        "3. {O|Các phòng, ban};\n{O|UBND các xã} và {O|các đội} {T|khẩn trương thực hiện}.\n",
        [(["Các phòng, ban", "UBND các xã", "các đội"], [])],
    ),
    "a colon read for a semicolon": (
        "Chủ tịch {O|UBND huyện} yêu cầu thủ trưởng {O|các đơn vị} trên địa bàn huyện: chủ tịch {O|UBND các xã} thực hiện:\n"
        "1. {T|Khơi cống}.\n",
        [(["các đơn vị", "UBND các xã"], [])],
    ),
    "a title that holds a place word": (
        "Người đại diện phần vốn tại {O|các công ty}:\na) {T|Trình phương án}.\n",
        [(["các công ty"], [])],
    ),
    "a leadin with a title behind an adverbial": (
        "1. {O|UBND các xã}\n\nNgoài việc chung, Chủ tịch {O|UBND cấp xã}:\n(1) {T|Niêm yết danh sách}.\n",
        [(["UBND cấp xã"], [])],
    ),
    "a bracket behind the TASK names who does it": (
        "1. {O|Các xã}\n- {T|Mua thuốc} ({O|Phòng Y tế} chủ trì, phối hợp với {O|Công an huyện}).\n- {T|Mua sổ}: {O|Văn phòng}.\n"
        "- {T|Dọn kho ({O|Đội Thuế} thực hiện)}.\n- {T|Mua vở} (giao Trưởng {O|Phòng Nội vụ} chủ trì, {O|Đội Thuế} phối hợp).\n",
        [
            (["Phòng Y tế"], ["Công an huyện"]),
            (["Văn phòng"], []),
            (["Đội Thuế"], []),
            (["Phòng Nội vụ"], ["Đội Thuế"]),
        ],
    ),
    "a bracket behind the TASK that says who joins": (
        "1. {O|Các xã}\n- {T|Mua thuốc} ({O|Phòng Y tế} phối hợp).\n",
        [(["Các xã"], ["Phòng Y tế"])],
    ),
    "a bracket that says more than roles names nobody": (
        "1. {O|Các xã}\n- {T|Mua thuốc} (theo đề nghị của {O|Phòng Y tế}).\n- {T|Báo cáo cơ quan cấp trên ({O|Sở Y tế})}.\n",
        [(["Các xã"], []), (["Các xã"], [])],
    ),
    "the lead in a bracket of the heading": (
        "1. Lĩnh vực y tế (giao {O|Phòng Y tế} chủ trì, phối hợp với {O|các xã})\n- {T|Mua thuốc}.\n"
        "2. Lĩnh vực giáo dục (theo {O|Phòng Giáo dục})\n- {T|Mua vở}.\n",
        [(["Phòng Y tế"], ["các xã"]), ([], [])],
    ),
    "partners of a lead-in below the heading of the lead": (
        "1. {O|Phòng Y tế}\n1.1. Chủ trì, phối hợp với {O|các xã}:\na) {T|Mua thuốc}.\nb) {O|Trạm A} {T|trực đêm}.\n1.2. {T|Mua sổ}.\n",
        [(["Phòng Y tế"], ["các xã"]), (["Trạm A"], []), (["Phòng Y tế"], [])],
    ),
    "a person leads, units work with him": (
        "1. {O|Các xã}\na) Giao đồng chí Nguyễn Văn Nam chủ trì, {O|Phòng Y tế} phối hợp {T|mua thuốc}.\n",
        [([], ["Phòng Y tế"])],
    ),
    "to meet others at the start of an item is work": (
        "1. {O|Phòng Y tế} làm việc với {O|các bệnh viện} {T|tăng giường}.\n",
        [(["Phòng Y tế"], [])],
    ),
    "quý đơn vị inside the TASK": (
        "Kính gửi: {O|Các xã}.\n1. {O|Phòng Y tế} {T|mua thuốc}. {T|Nếu vướng mắc, đề nghị quý đơn vị phản ánh}.\n",
        [(["Phòng Y tế"], []), (["Các xã"], [])],
    ),
    "the work of a unit as a heading": (
        "D. VIỆC CỦA {O|PHÒNG NỘI VỤ}\n1. {T|Tổng hợp kết quả}.\n",
        [(["PHÒNG NỘI VỤ"], [])],
    ),
    "who helps another body is told, not that body": (
        "9. {O|Phòng Giao thông} là cơ quan giúp việc của {O|Tổ công tác}; {T|kiểm tra mặt đường}.\n",
        [(["Phòng Giao thông"], [])],
    ),
    "the issuer that makes the plan": (
        "{O|Phòng Giao thông} lập kế hoạch xử lý như sau:\n1. {T|Rà soát điểm đen}.\n",
        [([], [])],
    ),
    "a heading with với": (
        "2. {O|Các xã}\n2.5. Với {O|Xã A}, {O|Xã B}\n{T|Thu hồi đất}.\n",
        [(["Xã A", "Xã B"], [])],
    ),
    "an ordinal before the line of units": (
        "Thứ nhất, {O|Ban Quản lý}\n+ {T|Bàn giao hồ sơ}.\n",
        [(["Ban Quản lý"], [])],
    ),
    "X chỉ đạo Y as an item tells X": (
        "2. {O|Tổng công ty} chỉ đạo {O|các cảng}:\na) {T|Bố trí máy soi}.\n",
        [(["Tổng công ty"], [])],
    ),
    "X chỉ đạo Y in the introduction tells Y": (
        "Trước tình hình đó, {O|UBND huyện} chỉ đạo {O|các xã}:\n1. {T|Khơi cống}.\n",
        [(["các xã"], [])],
    ),
    "a field line beside the sentence's own unit": (
        "4. Kinh phí\na) Nhiệm vụ: {O|Các đơn vị} {T|lập dự toán}.\nb) Cơ quan thực hiện: {O|Các phòng, ban}\n",
        [(["Các đơn vị", "Các phòng, ban"], [])],
    ),
    "a bullet that names its unit keeps to it": (
        "1. Hoạt động\n- Đợt 1: {O|Hội Sinh viên} {T|trực bến xe}.\n- Đơn vị thực hiện: {O|Ban Thanh niên}\n",
        [(["Hội Sinh viên"], [])],
    ),
    "two orders in one leadin": (
        "{O|Phòng Giáo dục} đề nghị {O|các xã} và yêu cầu {O|các trường} làm các việc sau:\n1. {T|Cập nhật phiếu}.\n",
        [(["các xã", "các trường"], [])],
    ),
    "đối với X, Y yêu cầu, over a line break": (
        "Đối với {O|Nhà xuất bản A}, {O|Bộ Giáo dục} yêu\n      cầu:\n\n- {T|In nối bản}.\n",
        [(["Nhà xuất bản A"], [])],
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_who_leads(name: str, form: str) -> None:
    marked, expected = CASES[name]
    assert [short(a)[:2] for a in linked(HEAD + marked, form)] == expected


@pytest.mark.parametrize(
    "person",
    [
        "Mỗi nhân viên", "Các Phó Giám đốc", "trưởng khoa", "Riêng trưởng các khu", "PGS.TS. Lê Văn A, Phó Hiệu trưởng,",
        "Mỗi Thẩm phán", "nơi trì trệ", "Tiểu thương", "31 chủ cơ sở", "Các ủy viên",
    ],
)  # fmt: skip
def test_a_person_or_place_without_a_unit_leads_for_nobody(person: str) -> None:
    _, a = linked(HEAD + "1. {O|Phòng Y tế} {T|mua thuốc}. " + person + " {T|phải giải trình}.\n")
    assert short(a)[0] == []


@pytest.mark.parametrize("words", ["Thủ trưởng các đơn vị", "Người đứng đầu", "Những nơi có điều kiện", "Đồng thời,"])
def test_what_means_the_units_above_inherits_from_them(words: str) -> None:
    _, a = linked(HEAD + "1. {O|Phòng Y tế} {T|mua thuốc}. " + words + " {T|báo cáo kết quả}.\n")
    assert short(a)[0] == ["Phòng Y tế"]
