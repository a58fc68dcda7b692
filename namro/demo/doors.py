"""Room demo: the accounts that visitors try, and the file that tells them the password."""

import json
import os
from pathlib import Path

from django.conf import settings

ACCOUNTS = "demo-accounts.json"
# user name, who it is, role, where
DOORS = (
    ("vanphong", "Văn phòng Quận ủy", "office", "area"),
    ("thuongvu", "Ban Thường vụ Quận ủy", "approver", "standing"),
    ("ubnd", "Ủy ban nhân dân quận", "approver", "council"),
    ("lanhdao", "Lãnh đạo quận", "leader", "area"),
    ("kiemtra", "Ủy ban Kiểm tra", "verifier", "area"),
    ("phuong", "Đảng ủy phường Bưởi", "approver", "ward"),
    ("chibo", "Bí thư chi bộ", "secretary", "cell"),
    ("dangvien", "Đảng viên", "", "cell"),
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
