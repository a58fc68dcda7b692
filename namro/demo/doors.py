"""Room demo: the accounts that visitors try, and the file that tells them the password."""

import json
import os
from pathlib import Path

from django.conf import settings

ACCOUNTS = "demo-accounts.json"
# user name, who it is now and was before 1/7/2025, role, where it began
DOORS = (
    ("thanhpho", "Văn phòng Thành ủy Hà Nội", "office", "city"),
    ("vanphong", "Văn phòng Đảng ủy phường Tây Hồ (trước là Văn phòng Quận ủy)", "office", "area"),
    (
        "thuongvu",
        "Ban Thường vụ Đảng ủy phường Tây Hồ (trước là của Quận ủy)",
        "approver",
        "standing",
    ),
    ("uyvien", "Ủy viên Ban Thường vụ Đảng ủy phường Tây Hồ", "approver", "standing"),
    ("ubnd", "Ủy ban nhân dân phường Tây Hồ (trước là của quận)", "approver", "council"),
    ("lanhdao", "Lãnh đạo phường Tây Hồ (trước là lãnh đạo quận)", "leader", "area"),
    ("kiemtra", "Ủy ban Kiểm tra Đảng ủy phường Tây Hồ (trước là của Quận ủy)", "verifier", "area"),
    ("phuong", "Đảng ủy phường Tây Hồ (trước là Đảng ủy phường Bưởi)", "approver", "ward"),
    ("chibo", "Bí thư Chi bộ 1 Bưởi", "secretary", "cell"),
    ("dangvien", "Đảng viên Chi bộ 1 Bưởi", "", "cell"),
    ("hoagiai", "Tổ trưởng Tổ hòa giải số 1 phường Bưởi (nay thuộc phường Tây Hồ)", "", "cell"),
    ("quantri", "Quản trị", "administrator", "area"),
)


def write_down(password: str) -> dict[str, object]:
    """Keep the accounts where only this machine's user reads them."""
    accounts: dict[str, object] = {
        "password": password,
        "accounts": [{"name": name, "who": what} for name, what, _role, _spot in DOORS],
    }
    path = Path(settings.DATA) / ACCOUNTS
    path.write_text(json.dumps(accounts, ensure_ascii=False), encoding="utf-8")
    os.chmod(path, 0o600)
    return accounts
