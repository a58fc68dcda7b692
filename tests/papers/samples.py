"""One paper of each kind in words of our own: what the pictures and the measurements are made of."""

from typing import Any

from namro.papers.content import (
    Content,
    annex,
    article,
    chart,
    column,
    content,
    facts,
    heading,
    item,
    paragraph,
    signature,
    table,
)
from namro.papers.kinds import PaperKind, declare

DECISION = declare(PaperKind("sample-decision", "Quyết định", "QĐ", "QUYẾT ĐỊNH", decides=True))
NOTICE = declare(PaperKind("sample-notice", "Thông báo", "TB", "THÔNG BÁO"))
INVITATION = declare(PaperKind("sample-invitation", "Giấy mời", "GM", "GIẤY MỜI"))
MINUTES = declare(PaperKind("sample-minutes", "Biên bản", "BB", "BIÊN BẢN"))
REPORT = declare(PaperKind("sample-report", "Báo cáo", "BC", "BÁO CÁO"))
SHEET = declare(
    PaperKind("sample-sheet", "Phiếu cá nhân", "PĐK", "PHIẾU ĐĂNG KÝ", book="personal sheets")
)
RECEIPT = declare(PaperKind("sample-receipt", "Biên nhận", "BN", "BIÊN NHẬN", numbered=False))
RECORD = declare(PaperKind("sample-record", "Phiếu giám sát", "PGS", "PHIẾU GIÁM SÁT"))
LETTER = declare(PaperKind("sample-letter", "Công văn", "CV", "", letter=True))

CHAIR = {
    "state": signature(
        "collective", "ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH", "Lê Thị Hoài Thương", stead="CHỦ TỊCH"
    ),
    "party": signature("collective", "BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Lê Thị Hoài Thương"),
}
COLUMNS = (
    column("TT", 0.5, "center"),
    column("Họ và tên", 1.6),
    column("Đơn vị", 1.6),
    column("Nội dung đăng ký đảm nhận", 4),
    column("Thời hạn", 1, "center"),
    column("Kết quả phải đạt", 2),
)
NAMES = ("Nguyễn Thị Lan", "Trần Văn Bình", "Phạm Quỳnh Như", "Đỗ Khắc Thuỷ", "Ngô Ỷ Vân")
WORKS = (
    "Vận động 12 hộ ngõ 5 bàn giao mặt bằng mở rộng ngõ, lập biên bản từng hộ",
    "Xoá 3 điểm tập kết rác tự phát ở bờ mương, giữ sạch trong sáu tháng liền",
    "Giải quyết dứt điểm 4 đơn về ranh giới đất công, không để đơn mới phát sinh",
)


def lines(n: int) -> list[list[str | int]]:
    return [
        [
            k,
            NAMES[k % 5],
            f"Chi bộ {k % 38 + 1}",
            WORKS[k % 3],
            f"{k % 27 + 1:02d}/11/2026",
            f"{k % 12 + 1} biên bản",
        ]
        for k in range(1, n + 1)
    ]


def decision(form: str, n: int = 163) -> Content:
    body = "Ủy ban nhân dân phường" if form == "state" else "Ban Thường vụ Đảng ủy phường"
    return content(
        subject="Phê duyệt danh mục việc mới, việc khó do cán bộ, đảng viên đăng ký năm 2026",
        decider=f"{body} Hồ Sen".upper(),
        grounds=[
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
            "Căn cứ Quy chế làm việc của " + body,
            "Theo biên bản họp xét ngày 20 tháng 11 năm 2026 và đề nghị của Văn phòng",
        ],
        blocks=[
            article(1, f"Phê duyệt danh mục {n} việc do 54 người đăng ký, theo phụ lục kèm theo."),
            article(2, "Người có tên trong danh mục thực hiện đúng nội dung, thời hạn, kết quả:"),
            item("Báo cáo tiến độ trước ngày 25 hằng tháng"),
            item("Việc vướng mắc vượt thẩm quyền thì báo ngay cấp có thể gỡ"),
            article(3, "Văn phòng, các chi bộ và người có tên chịu trách nhiệm thi hành."),
        ],
        recipients=["Như Điều 3", "Thường trực Đảng ủy", "Lưu: VT, VP"]
        if form == "state"
        else ["Như Điều 3", "Các chi bộ trực thuộc", "Lưu Văn phòng Đảng ủy"],
        signature=CHAIR[form],
        annexes=[annex("Danh mục việc mới, việc khó", [table(COLUMNS, lines(n))], landscape=True)],
    )


def report(form: str) -> Content:
    return content(
        subject="Kết quả sáu tháng thực hiện việc mới, việc khó",
        blocks=[
            heading("I. Tình hình chung"),
            paragraph("Trong kỳ có 163 việc của 54 người; 96 việc đã xong, 41 việc đúng tiến độ."),
            heading("1. Việc đã xong", 2),
            item("Mặt bằng: 12 hộ đã bàn giao"),
            item("Môi trường: 3 điểm rác được xoá", 2, "+"),
            table(
                [column("Tình trạng", 3), column("Số việc", 1, "right")],
                [["Đã xong", 96], ["Đúng tiến độ", 41], ["Chậm", 26]],
                foot=["Cộng", 163],
                title="Tình trạng các việc",
            ),
            chart(
                [("Đã xong", 96), ("Đúng tiến độ", 41), ("Chậm", 26)],
                "96 việc đã xong, 41 đúng tiến độ, 26 chậm; cộng 163 việc.",
                "Biểu đồ tình trạng",
            ),
            heading("II. Việc kỳ tới"),
            paragraph("Gỡ vướng cho 26 việc chậm trước ngày 31 tháng 12 năm 2026."),
        ],
        recipients=["Như trên", "Lưu: VT"],
        signature=CHAIR[form],
    )


def invitation(form: str) -> Content:
    return content(
        subject="Họp xét duyệt việc mới, việc khó đợt 2",
        addressee="Bà Nguyễn Thị Lan, Bí thư Chi bộ 1",
        blocks=[
            paragraph("Trân trọng kính mời đồng chí tới dự cuộc họp xét duyệt."),
            facts(
                [
                    ("Thời gian", "8 giờ 00, thứ Sáu ngày 27 tháng 11 năm 2026"),
                    ("Địa điểm", "Phòng họp tầng 2, số 9 ngõ Sen"),
                    ("Chủ trì", "Phó Chủ tịch phường"),
                ]
            ),
            paragraph("Đề nghị đồng chí đến đúng giờ"),
        ],
        recipients=["Như trên", "Lưu: VT"],
        signature=CHAIR[form],
    )


def minutes(form: str) -> Content:
    return content(
        subject="Họp xét duyệt việc mới, việc khó",
        blocks=[
            heading("I. Thành phần"),
            item("Có mặt 9/11 đồng chí"),
            heading("II. Nội dung"),
            table(
                [
                    column("Việc", 4),
                    column("Tán thành", 1, "right"),
                    column("Không", 1, "right"),
                    column("Ý kiến khác", 1, "right"),
                ],
                [[WORKS[0], 9, 0, 0], [WORKS[1], 7, 1, 1]],
            ),
            paragraph("Cuộc họp kết thúc lúc 10 giờ 15, biên bản được đọc lại và nhất trí"),
        ],
        signature=[
            signature("direct", "", "THƯ KÝ", "Đỗ Thị Vân"),
            signature("direct", "", "CHỦ TRÌ", "Hoàng Văn Cả"),
        ],
    )


def sheet(form: str, k: int = 1) -> Content:
    return content(
        subject="Việc mới, việc khó năm 2026",
        blocks=[
            facts([("Họ và tên", NAMES[k % 5]), ("Đơn vị", f"Chi bộ {k}"), ("Chức vụ", "Bí thư")]),
            table(COLUMNS[3:], [row[3:] for row in lines(3)]),
        ],
        signature=[
            signature("direct", "", "NGƯỜI ĐĂNG KÝ", NAMES[k % 5]),
            CHAIR[form],
        ],
    )


def receipt(form: str) -> Content:
    return content(
        subject="Phiếu đăng ký việc mới, việc khó",
        blocks=[facts([("Người nộp", NAMES[0]), ("Nhận lúc", "9 giờ 12, ngày 20/11/2026")])],
        signature=signature("direct", "", "NGƯỜI NHẬN", "Đỗ Thị Vân"),
    )


def record(form: str) -> Content:
    return content(
        subject="Việc vận động bàn giao mặt bằng ngõ 5",
        blocks=[
            facts([("Người thực hiện", NAMES[0]), ("Người giám sát", "Lê Quang Minh")]),
            paragraph("Đã xem 12 biên bản bàn giao, đối chiếu tại chỗ 4 hộ"),
        ],
        signature=signature("direct", "", "NGƯỜI GIÁM SÁT", "Lê Quang Minh"),
    )


def notice(form: str) -> Content:
    return content(
        subject="Kết luận cuộc họp xét duyệt",
        grounds=["Căn cứ Quy chế làm việc"],
        blocks=[paragraph("Duyệt 163 việc; trả lại 4 việc để ghi rõ kết quả")],
        recipients=["Các chi bộ", "Lưu: VT"],
        signature=CHAIR[form],
    )


def letter(form: str) -> Content:
    return content(
        subject="gửi danh mục việc mới, việc khó",
        addressee="Các chi bộ trực thuộc",
        blocks=[paragraph("Gửi các chi bộ danh mục đã duyệt để thực hiện")],
        recipients=["Như trên", "Lưu: VT"],
        signature=CHAIR[form],
    )


EACH: dict[str, tuple[PaperKind, Any]] = {
    "decision": (DECISION, decision),
    "notice": (NOTICE, notice),
    "invitation": (INVITATION, invitation),
    "minutes": (MINUTES, minutes),
    "report": (REPORT, report),
    "sheet": (SHEET, sheet),
    "receipt": (RECEIPT, receipt),
    "record": (RECORD, record),
    "letter": (LETTER, letter),
}
