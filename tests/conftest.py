"""What several test modules share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No test depends on how busy the machine is.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def real_data(request: pytest.FixtureRequest) -> Path:
    """Return the folder of real galaxies, or skip: it is no part of the repository."""
    named = os.environ.get("GALAXYZOO_ML_REAL_DATA")
    folder = Path(named) if named else request.config.rootpath.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real galaxies here: GALAXYZOO_ML_REAL_DATA names their folder")
    return folder
