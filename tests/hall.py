"""A meeting room in a data folder of its own: python -m tests.hall FOLDER; prints what is in it."""

import json
import os
import sys

import django


def furnish() -> dict[str, object]:
    """A body of five over six lines, its office, and their accounts."""
    from django.core.management import call_command  # noqa: PLC0415 - after the settings are read

    from tests import make  # noqa: PLC0415 - the same

    call_command("migrate", verbosity=0)
    area = make.unit("Quận A", kind="area", branch="state")
    standing = make.unit("Ban Thường vụ Quận ủy", area, kind="standing")
    ward = make.unit("Đảng ủy phường Một", area, kind="grassroots")
    cell = make.unit("Chi bộ 1", ward)
    office = make.user(make.person("Đỗ Thị Vân", area), "van", office=area)
    members = make.body(
        standing, "Bùi Văn Chủ", "Cao Thị Anh", "Đào Văn Ba", "Hà Thị Cúc", "Lý Văn Đức"
    )
    campaign = make.campaign(area, office, subject="campaign.officials", bodies=[standing])
    for n in range(6):
        person = make.person(f"Cán Bộ Số {n}", cell)
        place = make.registrant(campaign, person, cell, "key_official")
        make.commitment(place, office, "submitted", title=f"Vận động {n + 2} hộ ngõ {n + 1}")
    return {"office": office.username, "members": [one.username for one in members]}


if __name__ == "__main__":
    os.environ.setdefault("NAMRO_DATA", sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")
    django.setup()
    sys.stdout.write(json.dumps(furnish()))
