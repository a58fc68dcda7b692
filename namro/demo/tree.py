"""Room demo: old Tây Hồ as it stood from 2022: committees, boards, agencies, wards and cells."""

import datetime as dt
from dataclasses import dataclass, field

from namro.core.audit import Actor
from namro.demo.names import Names
from namro.org import actions, areas
from namro.org.actions import Arrival
from namro.org.models import Person, Unit
from namro.org.states import RegistrantClass

SINCE = dt.date(2021, 1, 1)
ELIGIBLE = 7560  # published: 7.126 of 7.560
EXEMPT_RATE = 0.055
PARTY_BODIES = (
    ("Ban Thường vụ Quận ủy", "standing"),
    ("Ban Tổ chức Quận ủy", "board"),
    ("Ban Tuyên giáo Quận ủy", "board"),
    ("Ban Dân vận Quận ủy", "board"),
    ("Ủy ban Kiểm tra Quận ủy", "board"),
    ("Văn phòng Quận ủy", "board"),
    ("Trung tâm Chính trị quận", "board"),
)
STATE_BODIES = (
    "Văn phòng HĐND - UBND quận", "Phòng Nội vụ", "Phòng Tư pháp", "Phòng Kinh tế",
    "Phòng Tài chính - Kế hoạch", "Phòng Quản lý đô thị", "Phòng Tài nguyên và Môi trường",
    "Phòng Văn hóa và Thông tin", "Phòng Giáo dục và Đào tạo",
    "Phòng Lao động - Thương binh và Xã hội", "Phòng Y tế", "Thanh tra quận",
)  # fmt: skip
MASS_BODIES = (
    "Ủy ban MTTQ Việt Nam quận", "Hội Liên hiệp Phụ nữ quận", "Hội Cựu chiến binh quận",
    "Hội Nông dân quận", "Đoàn TNCS Hồ Chí Minh quận", "Liên đoàn Lao động quận",
)  # fmt: skip
# Ward, its cells of residential areas, its share of the members (a plausible spread).
WARDS = (
    ("Bưởi", 18, 0.158), ("Thụy Khuê", 13, 0.112), ("Yên Phụ", 14, 0.121), ("Tứ Liên", 9, 0.074),
    ("Quảng An", 8, 0.066), ("Nhật Tân", 10, 0.083), ("Xuân La", 16, 0.143),
    ("Phú Thượng", 16, 0.133),
)  # fmt: skip
AGENCY_SHARE = 0.11
AGENCY_CELLS = (
    "Chi bộ Văn phòng Quận ủy", "Chi bộ Ban Tổ chức", "Chi bộ Ủy ban Kiểm tra",
    "Chi bộ Văn phòng HĐND - UBND", "Chi bộ Tài chính - Kế hoạch", "Chi bộ Quản lý đô thị",
    "Chi bộ Tài nguyên và Môi trường", "Chi bộ Văn hóa - Thông tin", "Chi bộ Giáo dục",
    "Chi bộ Lao động - Xã hội", "Chi bộ Mặt trận và đoàn thể", "Chi bộ Y tế", "Chi bộ Tư pháp",
    "Chi bộ Thanh tra - Nội vụ", "Chi bộ Tòa án", "Chi bộ Viện Kiểm sát", "Chi bộ Thi hành án",
    "Chi bộ Thuế",
)  # fmt: skip


@dataclass
class Place:
    """What the rest of the demonstration needs to find again."""

    city: Unit
    area: Unit
    standing: Unit
    council: Unit
    office: Unit
    inspection: Unit
    # Set on 1/7/2025.
    ward: Unit | None = None
    wards: list[Unit] = field(default_factory=list)
    agencies: Unit | None = None
    cells: list[Unit] = field(default_factory=list)
    chiefs: dict[int, Person] = field(default_factory=dict)
    secretaries: dict[int, Person] = field(default_factory=dict)
    members: dict[int, list[Person]] = field(default_factory=dict)


def plant(by: Actor, eligible: int, wards: int) -> Place:
    """The units; `wards` limits how many (the small demonstration)."""
    city = _city(by)
    area = areas.found_district(city, "Quận Tây Hồ", by)
    actions.give_code(area, "003", SINCE, by)
    party = actions.create_unit("Quận ủy Tây Hồ", "party", "committee", area, SINCE, by)
    bodies = {
        name: actions.create_unit(name, "party", kind, party, SINCE, by)
        for name, kind in PARTY_BODIES
    }
    council = actions.create_unit(
        "Ủy ban nhân dân quận Tây Hồ", "state", "peoples_committee", area, SINCE, by
    )
    for name in STATE_BODIES:
        actions.create_unit(name, "state", "agency", council, SINCE, by)
    front = actions.create_unit("Khối Mặt trận, đoàn thể", "mass", "mass_body", area, SINCE, by)
    for name in MASS_BODIES:
        actions.create_unit(name, "mass", "mass_body", front, SINCE, by)
    place = Place(
        city=city,
        area=area,
        standing=bodies["Ban Thường vụ Quận ủy"],
        council=council,
        office=bodies["Văn phòng Quận ủy"],
        inspection=bodies["Ủy ban Kiểm tra Quận ủy"],
    )
    chosen = WARDS[:wards]
    _committees(place, party, chosen, by)
    _settle(place, chosen, eligible, by)
    return place


def _committees(
    place: Place, party: Unit, chosen: tuple[tuple[str, int, float], ...], by: Actor
) -> None:
    """The wards' committees and the agencies', each with its cells."""
    for name, cells, _share in chosen:
        ward = actions.create_unit(
            f"Đảng ủy phường {name}", "party", "grassroots", party, SINCE, by
        )
        place.wards.append(ward)
        for number in range(1, cells + 1):
            title = f"Chi bộ {number} {name}"
            place.cells.append(actions.create_unit(title, "party", "cell", ward, SINCE, by))
    place.agencies = actions.create_unit(
        "Đảng bộ cơ quan quận", "party", "grassroots", party, SINCE, by
    )
    for name in AGENCY_CELLS[: 4 if len(chosen) < len(WARDS) else None]:
        place.cells.append(actions.create_unit(name, "party", "cell", place.agencies, SINCE, by))


def _city(by: Actor) -> Unit:
    """The city above the district, with the bodies that outlive it."""
    city = areas.found_province("Thành phố Hà Nội", by)
    actions.create_unit("Thành ủy Hà Nội", "party", "committee", city, SINCE, by)
    council = actions.create_unit(
        "Ủy ban nhân dân Thành phố Hà Nội", "state", "peoples_committee", city, SINCE, by
    )
    actions.create_unit("Thanh tra Thành phố Hà Nội", "state", "agency", council, SINCE, by)
    return city


def _settle(
    place: Place, wards: tuple[tuple[str, int, float], ...], eligible: int, by: Actor
) -> None:
    """People into cells: shares by ward, cells of uneven size, totals exact."""
    names = Names(2023)
    shares = _shares(place, wards, names)
    sizes = _apportion(round(eligible * (1 + EXEMPT_RATE)), shares)
    for cell, size in zip(place.cells, sizes, strict=True):
        agency = place.agencies is not None and cell.parent_id == place.agencies.pk
        klass = RegistrantClass.AGENCY_MEMBER if agency else RegistrantClass.RESIDENTIAL_MEMBER
        rows = [
            Arrival(name, cell, "Bí thư chi bộ" if n == 0 else "Đảng viên", klass, leads=n == 0)
            for n, name in enumerate(names.several(size))
        ]
        people = actions.bring_in(rows, SINCE, by)
        place.members[cell.pk] = people
        place.secretaries[cell.pk] = people[0]
    for unit in (*place.wards, place.agencies, place.standing, place.council, place.inspection):
        if unit is not None:
            rows = [Arrival(names.name(), unit, _post(unit), leads=True)]
            place.chiefs[unit.pk] = actions.bring_in(rows, SINCE, by)[0]


def _post(unit: Unit) -> str:
    if unit.kind == "peoples_committee":
        return "Chủ tịch"
    return "Bí thư" if unit.kind in ("grassroots", "standing") else "Chủ nhiệm"


def _shares(place: Place, wards: tuple[tuple[str, int, float], ...], names: Names) -> list[float]:
    by_parent = {
        ward.pk: share / count
        for ward, (_name, count, share) in zip(place.wards, wards, strict=True)
    }
    agency = AGENCY_SHARE / sum(
        1 for cell in place.cells if place.agencies and cell.parent_id == place.agencies.pk
    )
    return [
        by_parent.get(cell.parent_id or 0, agency) * names.random.uniform(0.6, 1.4)
        for cell in place.cells
    ]


def _apportion(total: int, shares: list[float]) -> list[int]:
    """Whole numbers that add up to the total (largest remainders)."""
    scale = total / sum(shares)
    exact = [share * scale for share in shares]
    sizes = [int(size) for size in exact]
    order = sorted(range(len(exact)), key=lambda n: exact[n] - sizes[n], reverse=True)
    for n in order[: total - sum(sizes)]:
        sizes[n] += 1
    return sizes
