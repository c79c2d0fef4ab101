"""Routing on requests it never learned from holds what was measured (floors stand just below it)."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from evals.routing import RoutingResult, measure
from evals.routing_requests import written


@pytest.fixture(scope="module")
def result(sample_assistant: Assistant) -> RoutingResult:
    return measure(sample_assistant)


def test_no_topic_stands_in_both_splits() -> None:
    train, test = written("train"), written("test")
    assert len(train) + len(test) >= 360 and len(test) >= 160
    assert not {(each.fields, each.group) for each in train} & {(each.fields, each.group) for each in test}


def test_rows_of_provincial_tables_find_the_field_of_the_unit_that_answered(result: RoutingResult) -> None:
    assert result.provincial_table.requests >= 70
    assert result.provincial_table.top1 >= 0.85
    assert result.provincial_table.top3 >= 0.94


def test_topics_never_learned_are_routed_far_better_than_by_keywords(result: RoutingResult) -> None:
    assert result.held_out.top1 >= 0.61
    assert result.held_out.top3 >= 0.82
    assert result.held_out.top1 >= result.held_out.keywords + 0.15


def test_a_share_of_eighty_percent_is_right_at_least_so_often(result: RoutingResult) -> None:
    for part, sure in ((result.held_out, 0.28), (result.provincial_table, 0.70)):
        assert part.sure >= sure
        assert part.sure_right >= 0.88
        assert part.ece <= 0.10
