"""The parts of the overview that pages and files share: charts, titles of lists, sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from assistant import wording_overview as words
from assistant import wording_tasks
from assistant.analytics.charts import Chart, Series, beside, line_of_shares, stacked
from assistant.analytics.export import Sheet
from assistant.analytics.indicators import Overview
from assistant.analytics.look import Look
from assistant.analytics.rows import Listing
from assistant.analytics.shown import Row
from assistant.curation.nouns import Alert, DecisionKind
from assistant.domain import AnswerStatus


def charts(seen: Overview) -> tuple[Chart, ...]:
    """The pictures of the weeks."""
    labels, lines = [str(week.number) for week in seen.weeks], seen.lines
    return (
        stacked(
            "asked",
            words.CHART["asked"],
            labels,
            [
                Series(words.CHART["answered"], "c1", [line.answered for line in lines]),
                Series(words.CHART["not-answered"], "c2", [line.not_answered for line in lines]),
            ],
            words.CHART["highest"],
        ),
        line_of_shares(
            "share",
            words.CHART["share"],
            labels,
            Series(
                words.CHART["answered"], "c1", [line.answered / line.asked if line.asked else None for line in lines]
            ),
        ),
        beside(
            "work",
            words.CHART["work"],
            labels,
            [
                Series(words.CHART["opened"], "c2", [line.escalated for line in lines]),
                Series(words.CHART["closed"], "c1", [line.closed for line in lines]),
            ],
            words.CHART["highest"],
        ),
        stacked(
            "decided",
            words.CHART["decided"],
            labels,
            [
                Series(words.CHART["taught"], "c1", [line.taught for line in lines]),
                Series(words.CHART["other"], "c2", [sum(line.decided.values()) - line.taught for line in lines]),
            ],
            words.CHART["highest"],
        ),
    )


def list_title(what: str, key: str) -> str:
    """What a list is called; its key in words people know."""
    return words.LIST.get(what, what).format(key=key_in_words(key))


def key_in_words(key: str) -> str:
    """A status, a state or a kind of decision by its name."""
    known: dict[str, str] = {status.value: words.STATUS[status] for status in AnswerStatus}
    known |= {kind.value: words.DECISION[kind] for kind in DecisionKind}
    known |= {alert.value: wording_tasks.ALERT[alert] for alert in Alert}
    return known.get(key, "").lower()


def sheet_of(listing: Listing, title: str) -> Sheet:
    """A list as a sheet; says so when very many rows were cut."""
    shown = len(listing.rows)
    note = words.CUT.format(count=shown, total=listing.total) if shown < listing.total else ""
    return Sheet(title, words.COLUMNS[listing.kind], (row.cells for row in listing.rows), note)


def sheets_of(found: Look, shown: Callable[[Sequence[Any]], Iterable[Row]]) -> list[Sheet]:
    """Everything on the page, one sheet for each table."""
    seen, name = found.seen, found.units.name
    sources = words.COLUMNS["documents"]
    return [
        Sheet(words.SHEET_WEEKS, ["", *words.LINE.values()], list(_weeks(seen))),
        Sheet(words.SHEET_MEASURES, words.MEASURE_COLUMNS, list(_measures(seen))),
        Sheet(words.SHEET_ENDED, ("", words.LINE["asked"]), list(_ended(seen))),
        Sheet(words.SHEET_DECISIONS, ("", words.SHEET_DECISIONS), list(_decided(seen))),
        Sheet(words.SHEET_GAPS, words.GAP_COLUMNS, list(_gaps(found))),
        Sheet(words.LIST["unverified"], sources, [row.cells for row in shown(seen.knowledge.unverified)]),
        Sheet(words.LIST["stale"], sources, [row.cells for row in shown(seen.knowledge.stale)]),
        Sheet(
            words.SHEET_USERS,
            words.USER_COLUMNS,
            [(name(each.unit), each.officials, each.active, each.heads, each.active_heads) for each in seen.active],
        ),
        Sheet(words.SHEET_UNITS, words.UNIT_COLUMNS, list(_units(found))),
        Sheet(words.SHEET_PEOPLE, words.PERSON_COLUMNS, list(_people(found))),
    ]


def _weeks(seen: Overview) -> Iterator[tuple[Any, ...]]:
    named = [words.week_name(week) for week in seen.weeks] + [words.TOTAL]
    for label, line in zip(named, [*seen.lines, seen.total], strict=True):
        minutes = words.minutes_range(line.saved.low, line.saved.high)
        yield (
            label, line.asked, line.answered, words.share(line.answered, line.asked), line.not_answered, line.escalated,
            line.closed, line.closed_on_time, line.median_days, line.taught, line.up, line.down, line.active,
            line.active_heads, minutes,
        )  # fmt: skip


def _measures(seen: Overview) -> Iterator[tuple[Any, ...]]:
    for each in seen.measures:
        title, how = words.MEASURE[each.code]
        yield (
            each.code.partition("-")[0],
            title,
            words.share(each.part, each.whole),
            each.part,
            each.whole,
            words.share(round(each.target * 100), 100),
            how,
        )


def _ended(seen: Overview) -> Iterator[tuple[Any, ...]]:
    for status, count in sorted(seen.total.statuses.items(), key=lambda pair: -pair[1]):
        yield words.STATUS[AnswerStatus(status)], count


def _decided(seen: Overview) -> Iterator[tuple[Any, ...]]:
    for kind, count in sorted(seen.total.decided.items(), key=lambda pair: -pair[1]):
        yield words.DECISION[kind], count


def _gaps(found: Look) -> Iterator[tuple[Any, ...]]:
    for each in found.seen.gaps:
        unit = found.units.name(each.unit) or words.NOBODY
        yield each.question, unit, len(each.people), len(each.answers), each.last, words.GAP_STATE[each.state]


def _units(found: Look) -> Iterator[tuple[Any, ...]]:
    for each in found.seen.workload.units:
        flags = [words.FLAGS[flag] for flag in ("overloaded", "idle") if getattr(each, flag)]
        yield (
            found.units.name(each.unit), each.open, each.overdue, each.people, round(each.each, 1), each.decided,
            each.median_days, "; ".join(flags),
        )  # fmt: skip


def _people(found: Look) -> Iterator[tuple[Any, ...]]:
    for each in found.seen.workload.people:
        unit = found.units.name(found.units.current(each.unit)) if each.unit else ""
        flag = words.FLAGS["idle"] if each.idle else ""
        yield each.name, unit, each.decided, each.median_days, each.late, flag
