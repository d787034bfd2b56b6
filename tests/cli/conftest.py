"""What the tests of commands share."""

import pytest

from galaxyzoo_ml.cli import _heartbeat


@pytest.fixture(autouse=True)
def no_heartbeat(monkeypatch):
    """However slow the machine is, commands say nothing but what a test is about."""
    monkeypatch.setattr(_heartbeat, "SECONDS", 1e6)
