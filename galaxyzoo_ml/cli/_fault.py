"""An error that nobody foresaw: a fault of ours, said in one line."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import galaxyzoo_ml

__all__ = ["TRACEBACK_VARIABLE", "fault_text"]

TRACEBACK_VARIABLE = "GALAXYZOO_ML_TRACEBACK"
_ROOT = Path(galaxyzoo_ml.__file__).parent


def fault_text(error: Exception) -> str:
    """Return what to say of it: one line, behind the traceback if the environment asks for it."""
    what = ": ".join(filter(None, [type(error).__name__, " ".join(str(error).split())]))
    line = (
        f"galaxyzoo: this is a fault of galaxyzoo-ml {galaxyzoo_ml.__version__}: {what} "
        f"({_where(error)}); please report it, with what {TRACEBACK_VARIABLE}=1 shows"
    )
    if os.environ.get(TRACEBACK_VARIABLE):
        return "".join(traceback.format_exception(error)) + line
    return line


def _where(error: Exception) -> str:
    """Return the innermost place of ours."""
    places = [
        f"galaxyzoo_ml/{Path(frame.filename).relative_to(_ROOT).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_ROOT)
    ]
    return places[-1]
