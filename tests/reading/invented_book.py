"""A small invented book of published figures: 清河县 and its two townships, March 2026 and a year before."""

from __future__ import annotations

from fractions import Fraction

from luoshi.kernel.periods import Period
from luoshi.reading.book import Book, Measured, Month, Published

MARCH = Period(2026, "month", 3)
FUNDS, PATENTS, MENDED = "investment.funds", "innovation.patents", "appeals.mended_rate"
COUNTY, QINGSHI, LIULIN = "C01", "C0101", "C0102"
INDICATORS = {
    FUNDS: Measured("招商到位资金", ("招商到位资金", "到位资金"), "万元"),
    PATENTS: Measured("专利申请量", ("专利申请量", "专利申请"), "件"),
    MENDED: Measured("诉求解决率", ("诉求解决率",), "%", adds=False),
}
UNITS = {COUNTY: ("清河县",), QINGSHI: ("青石镇",), LIULIN: ("柳林乡",)}


def of(
    ytd: str, own: str = "", target: str = "", yoy: str = "", ahead: str = "", completion: str = ""
) -> Published:
    """A published figure; its completion is its year-to-date by its target."""
    said = [Fraction(one) if one else None for one in (ytd, own, target, yoy, ahead)]
    done = Fraction(completion) if completion else None
    if done is None and said[0] is not None and said[2]:
        done = said[0] / said[2] * 100
    return Published(said[0], said[1], said[2], None, done, said[3], said[4])


MONTHS: dict[Period, Month] = {
    MARCH: {
        (FUNDS, COUNTY): of("52960", "20000", "260000", "20.3", "-4.63"),
        (FUNDS, QINGSHI): of("5300", "500", "10000", "-8.92", "28"),
        (FUNDS, LIULIN): of("1200", "200", "10000", "8.92", "-13"),
        (PATENTS, COUNTY): of("157", "60"),
        (PATENTS, QINGSHI): of("35", "12"),
        (PATENTS, LIULIN): of("20", "7"),
        (MENDED, COUNTY): of("95.25", "95.25"),
    },
    MARCH.previous(): {(FUNDS, QINGSHI): of("4800", "2600"), (FUNDS, COUNTY): of("32960", "15000")},
    MARCH.year_before(): {(FUNDS, QINGSHI): of("5819")},
}
BOOK = Book(INDICATORS, UNITS, COUNTY, MARCH, lambda month: MONTHS.get(month, {}))
