"""Screenshots of the README from the running demonstration (make run in another window)."""

import json
import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
BASE = os.environ.get("NAMRO_DEMO_ADDRESS", "http://127.0.0.1:8000")
BROWSER = os.environ.get("NAMRO_CHROMIUM", "/usr/bin/chromium")
# Name, account, address and width; after an arrow, words of the link that is followed from there.
PAGES = (
    ("campaign", "vanphong", "/campaigns/dang-vien-2026/", 1280),
    ("figures", "vanphong", "/figures/?campaign=dang-vien-2026", 1280),
    ("figures-2023", "thanhpho", "/figures/?campaign=dang-vien-2023", 1280),
    ("figures-todays-map", "thanhpho", "/figures/?campaign=dang-vien-2023&map=today", 1280),
    ("reorganisation", "thanhpho", "/reorganisations/ > Sắp xếp quận Tây Hồ", 1280),
    ("unit-closed", "thanhpho", "/search/?q=Qu%E1%BA%ADn+T%C3%A2y+H%E1%BB%93 > Quận Tây Hồ", 1280),
    ("paper", "vanphong", "/campaigns/dang-vien-2026/paper/", 1280),
    ("sitting", "vanphong", "/sittings/ > Xét duyệt việc mới, việc khó, tháng 11/2026", 1280),
    ("report", "vanphong", "/reports/ > Sơ kết", 1280),
    ("review", "phuong", "/review/", 1280),
    ("conclusions", "thanhpho", "/inspections/figures/?year=2023", 1280),
    ("title", "thanhpho", "/cards/?q=chi+bo+4+xuan+la > Chi bộ 4 Xuân La", 1280),
    ("mediation", "thanhpho", "/mediation/figures/ > Quận Tây Hồ", 1280),
    ("case-phone", "hoagiai", "/mediation/cases/ > Tổ hòa giải số 1 phường Bưởi", 390),
    ("work-phone", "dangvien", "/work/", 390),
)


def password() -> str:
    """The random password of the demonstration that stands in the data folder."""
    folder = Path(os.environ.get("NAMRO_DATA", ROOT / ".data")) / "demo"
    kept = json.loads((folder / "demo-accounts.json").read_text(encoding="utf-8"))
    return str(kept["password"])


def shoot(browser: Browser, lang: str, secret: str) -> None:
    """Every page in one language."""
    for name, user, address, width in PAGES:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([{"name": "django_language", "value": lang, "url": BASE}])
        page = context.new_page()
        page.goto(f"{BASE}/account/login/")
        page.fill("[name=login]", user)
        page.fill("[name=password]", secret)
        page.click("main button[type=submit]")
        page.wait_for_url("**/work/")
        first, _arrow, words = address.partition(" > ")
        page.goto(BASE + first)
        if words:
            page.locator("main a", has_text=words).first.click()
            page.wait_for_load_state("networkidle")
        page.screenshot(path=str(OUT / f"{name}-{lang}.png"))
        context.close()


def main() -> int:
    """Write the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        for lang in ("vi", "en"):
            shoot(browser, lang, password())
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
