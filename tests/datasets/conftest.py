"""What the tests of datasets share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine is slow, and nothing is wrong with it.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
