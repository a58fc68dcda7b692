"""Room demo: invented people: names put together from common parts, never taken from anywhere."""

import random

SURNAMES = (
    ("Nguyễn", 38), ("Trần", 12), ("Lê", 10), ("Phạm", 7), ("Hoàng", 5), ("Phan", 4), ("Vũ", 5),
    ("Đặng", 3), ("Bùi", 3), ("Đỗ", 3), ("Hồ", 2), ("Ngô", 2), ("Dương", 2), ("Lý", 1), ("Đinh", 1),
    ("Đoàn", 1), ("Trịnh", 1), ("Mai", 1), ("Tạ", 1), ("Lương", 1),
)  # fmt: skip
MIDDLE_MEN = ("Văn", "Đức", "Quang", "Minh", "Hữu", "Công", "Xuân", "Đình", "Quốc", "Thành", "Ngọc")
MIDDLE_WOMEN = ("Thị", "Thị Thu", "Thị Ngọc", "Thị Minh", "Thị Kim", "Thanh", "Bích", "Thị Hồng")
MEN = (
    "An", "Anh", "Bách", "Bảo", "Bình", "Cường", "Dũng", "Duy", "Đạt", "Đông", "Đức", "Giang",
    "Hải", "Hiệp", "Hiếu", "Hòa", "Hoàn", "Huy", "Hưng", "Khải", "Khang", "Khoa", "Kiên", "Lâm",
    "Long", "Lộc", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Quyết", "Sơn", "Tài", "Tâm",
    "Thái", "Thắng", "Thịnh", "Tiến", "Toàn", "Trung", "Tuấn", "Tùng", "Việt", "Vinh", "Ước",
)  # fmt: skip
WOMEN = (
    "An", "Ánh", "Bích", "Châu", "Chi", "Diệp", "Dung", "Duyên", "Đào", "Giang", "Hà", "Hạnh",
    "Hằng", "Hiền", "Hoa", "Hồng", "Huệ", "Hương", "Lan", "Liên", "Linh", "Loan", "Mai", "My",
    "Nga", "Ngân", "Ngọc", "Nhung", "Oanh", "Phương", "Quỳnh", "Tâm", "Thảo", "Thoa", "Thủy",
    "Trang", "Tuyết", "Vân", "Xuân", "Yến", "Ân", "Ái",
)  # fmt: skip


class Names:
    """Gives names that repeat across cells, as they do, but never inside one cell."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def name(self) -> str:
        """One invented name."""
        surname = self.random.choices(
            [word for word, _weight in SURNAMES], [weight for _word, weight in SURNAMES]
        )[0]
        if self.random.random() < 0.55:
            return f"{surname} {self.random.choice(MIDDLE_MEN)} {self.random.choice(MEN)}"
        return f"{surname} {self.random.choice(MIDDLE_WOMEN)} {self.random.choice(WOMEN)}"

    def several(self, count: int) -> list[str]:
        """Names of one cell, all different."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.name()] = None
        return list(found)
