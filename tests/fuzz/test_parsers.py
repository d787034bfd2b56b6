"""Parsers take whole inputs that were damaged, and anything else, without a strange error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.parsers import PARSERS


@st.composite
def damaged(draw: st.DrawFn, whole: bytes, words: tuple[bytes, ...]) -> bytes:
    """Pieces of a whole input that are lost, repeated, or replaced by other words or bytes."""
    content = whole
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        stop = draw(st.integers(start, min(len(content), start + 40)))
        repeated, other = st.just(content[start:stop] * 2), st.sampled_from((b"", *words))
        piece = draw(st.one_of(st.binary(max_size=4), repeated, other))
        content = content[:start] + piece + content[stop:]
    return content


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_only_documented_errors_come_out(name: str, data: st.DataObject) -> None:
    parser = PARSERS[name]
    words = st.lists(st.sampled_from(parser.words) | st.binary(max_size=3), max_size=12)
    content = damaged(parser.whole(), parser.words) | words.map(b"".join)
    parser.read(data.draw(content))


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_whole_is_read(name: str, tmp_path: Path) -> None:
    PARSERS[name].parse(tmp_path, PARSERS[name].whole())
