"""One policy for all that asks the network, and nothing in it that only tests need."""

from __future__ import annotations

import dataclasses

import pytest

from galaxyzoo_ml.datasets import NetworkPolicy
from galaxyzoo_ml.datasets.network._backoff import backoff_seconds


def test_a_policy_is_made_of_numbers() -> None:
    policy = NetworkPolicy()
    kinds = {type(getattr(policy, field.name)) for field in dataclasses.fields(policy)}
    assert kinds == {int, float, type(None)}
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.tries = 1  # type: ignore[misc]


@pytest.mark.parametrize("name", ["tries", "tries_unreachable", "give_up_after"])
def test_less_than_one_try_is_none(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name}=0: at least 1"):
        NetworkPolicy(**{name: 0})


def test_waits_double_up_to_the_longest_and_half_is_chance() -> None:
    policy = NetworkPolicy(first_wait=2.0, longest_wait=10.0)
    assert [backoff_seconds(policy, n, lambda: 1.0) for n in (1, 2, 3, 4, 9999)] == [
        2,
        4,
        8,
        10,
        10,
    ]
    assert [backoff_seconds(policy, n, lambda: 0.0) for n in (1, 4)] == [1, 5]
