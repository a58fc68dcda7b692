"""Room demo: what invented members take on: plausible work of agencies and of residential areas."""

import datetime as dt
import random
from dataclasses import dataclass

RESIDENTIAL = (
    ("Vận động {n} hộ ngõ {a} không để xe, biển quảng cáo lấn chiếm vỉa hè", "{n}/{n} hộ ký cam kết, có ảnh trước và sau", "hard"),
    ("Vận động {n} hộ phân loại rác tại nguồn ở tổ dân phố số {a}", "{n} hộ thực hiện đủ 3 tháng liền", "new"),
    ("Vận động gia đình và {m} hộ liền kề lắp bình chữa cháy, lối thoát nạn thứ hai", "{m} hộ có bình và lối thoát nạn, có biên bản kiểm tra", "new"),
    ("Phụ trách trồng, chăm sóc {n} bồn hoa đoạn đường nở hoa ngõ {a}", "{n} bồn hoa xanh tốt đến hết năm", "new"),
    ("Hòa giải {m} vụ mâu thuẫn kéo dài giữa các hộ ngõ {a}", "{m} biên bản hòa giải thành", "hard"),
    ("Vận động {n} hộ cài đặt định danh điện tử mức 2", "{n} hộ cài đặt xong, có danh sách", "new"),
    ("Giúp {m} hộ khó khăn vay vốn chính sách, thoát nghèo", "{m} hộ được vay, {m} hộ ra khỏi danh sách", "hard"),
    ("Dạy {n} người cao tuổi dùng điện thoại, dịch vụ công trực tuyến", "{n} người tự nộp được hồ sơ", "new"),
    ("Vận động {m} hộ dỡ mái che, bục bệ vi phạm ở ngõ {a}", "{m} hộ tự tháo dỡ, có biên bản", "hard"),
    ("Thành lập câu lạc bộ thể dục buổi sáng {n} người ở tổ dân phố số {a}", "câu lạc bộ {n} người, sinh hoạt hằng tuần", "new"),
    ("Vận động {n} hộ góp ngày công làm sạch ngõ {a} mỗi sáng thứ bảy", "40 buổi, mỗi buổi trên {m} người", "new"),
    ("Vận động {m} gia đình bàn giao mặt bằng mở rộng ngõ {a}", "{m} biên bản bàn giao", "hard"),
)  # fmt: skip
AGENCY = (
    ("Rút ngắn thời gian giải quyết {m} thủ tục từ 10 còn 7 ngày làm việc", "{m} thủ tục trả trước hạn, có bảng theo dõi", "new"),
    ("Số hóa {n} hồ sơ lưu trữ giai đoạn 2015-2020", "{n} hồ sơ tra cứu được, đối chiếu đủ", "new"),
    ("Giải quyết dứt điểm {m} đơn thư tồn đọng quá hạn", "{m} đơn có văn bản trả lời, công khai kết quả", "hard"),
    ("Xây dựng quy trình phối hợp liên thông giữa {m} phòng", "1 quy trình ban hành, {m} phòng ký", "new"),
    ("Thực hiện xong {m} nội dung kết luận thanh tra còn lại", "{m} nội dung có văn bản xác nhận", "hard"),
    ("Tổ chức {m} buổi tập huấn chuyển đổi số cho tổ dân phố", "{m} buổi, mỗi buổi trên 40 người dự", "new"),
    ("Thu hồi {n} m2 đất công bị lấn chiếm", "biên bản bàn giao {n} m2 cho phường quản lý", "hard"),
    ("Đề xuất 1 sáng kiến cải tiến tiếp dân tại bộ phận một cửa", "1 sáng kiến được công nhận, áp dụng tại 2 điểm", "new"),
)  # fmt: skip
VAGUE = (
    ("Tiếp tục nâng cao nhận thức, tăng cường học tập", "Nâng cao chất lượng"),
    ("Đẩy mạnh tuyên truyền, vận động gia đình", "Chuyển biến tích cực"),
    ("Phát huy vai trò gương mẫu của đảng viên", "Hoàn thành tốt nhiệm vụ"),
)
VAGUE_RATE = 0.04
TOPICS = (
    "Trật tự xây dựng, trật tự đô thị", "Giải phóng mặt bằng, thu hồi đất", "Cải cách hành chính",
    "Chuyển đổi số", "Sáng - xanh - sạch - đẹp", "Giải quyết đơn thư, kết luận thanh tra",
    "Công nghiệp văn hóa, du lịch Hồ Tây", "Phòng cháy, chữa cháy", "An sinh xã hội",
    "Xây dựng chi bộ 4 tốt", "Quản lý mặt nước Hồ Tây về đêm",
)  # fmt: skip
# Published results of the district, as tasks of invented people.
NAMED_HARD = (
    ("Di dời phương tiện thủy nội địa neo đậu tại đầm Bảy ra khỏi Hồ Tây", "Toàn bộ phương tiện ra khỏi mặt nước, có biên bản bàn giao", 2009),
    ("Thực hiện 8 kết luận thanh tra với 62 nội dung", "62 nội dung có văn bản xác nhận hoàn thành", 2016),
    ("Thu hồi diện tích đất còn lại sau GPMB dự án mương thoát nước (giai đoạn II) tại phường Bưởi", "Biên bản bàn giao đất cho phường quản lý", 2014),
    ("Vận động một gia đình di chuyển khỏi 18 Tam Đa", "Gia đình di chuyển, nhà được bàn giao", 2010),
    ("Xử lý dứt điểm vi phạm Quán Sen Đầm Trị", "Công trình vi phạm được tháo dỡ xong", 2012),
)  # fmt: skip
NAMED_NEW = (
    ("Trồng cây Hữu nghị", "Vườn cây hữu nghị ra mắt, có biển tên từng cây"),
    ("Tổ chức giải chạy Kids Run the EARTH", "1 giải chạy, có báo cáo và ảnh"),
    ("Tổ chức Tây Hồ Half Marathon 2023", "1 giải, có kết quả và báo cáo an toàn"),
    ("Dàn dựng Vũ điệu đoàn kết với 1.200 người", "1.200 người biểu diễn"),
    ("Tổ chức Lễ hội ánh sáng với 2.024 drone", "1 đêm diễn 2.024 drone"),
)


@dataclass(frozen=True)
class Task:
    """The words of one line as a cell's list has them."""

    title: str
    result: str
    kind: str
    due: str


def member_task(chance: random.Random, agency: bool, year: int) -> Task:
    """One plausible line; a few are as vague as real ones."""
    if chance.random() < VAGUE_RATE:
        title, result = chance.choice(VAGUE)
        return Task(title, result, chance.choice(("new", "hard")), "Thường xuyên")
    title, result, kind = chance.choice(AGENCY if agency else RESIDENTIAL)
    words = {"n": chance.randint(5, 60), "m": chance.randint(2, 9), "a": chance.randint(1, 480)}
    return Task(title.format(**words), result.format(**words), kind, _due(chance, year))


def _due(chance: random.Random, year: int) -> str:
    month = chance.choices((6, 8, 9, 10, 11, 12), (6, 8, 14, 18, 24, 30))[0]
    last = {6: 30, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}[month]
    day = dt.date(year, month, last)
    return chance.choice(
        (
            f"{day:%d/%m/%Y}",
            f"{day.day}-{day.month}-{year}",
            f"Tháng {month}/{year}",
            f"{day:%d/%m/%Y}",
        )
    )
