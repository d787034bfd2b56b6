"""The folder that a command writes into."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._errors import UsageError

__all__ = [
    "check_output_file",
    "check_writable",
    "made_output_folder",
    "peak_memory_mb",
    "versions",
]


def check_writable(path: Path) -> None:
    """See that a file or folder could be written, before the work and without making anything.

    Raises
    ------
    UsageError
        If it could not.
    """
    if path.is_dir():
        there = path
    elif path.exists() and not os.access(path, os.W_OK):
        raise UsageError(f"cannot write {path}: it is write-protected")
    else:
        there = next(parent for parent in path.absolute().parents if parent.exists())
    if not there.is_dir():
        raise UsageError(f"cannot write {path}: {there} is no folder")
    if not os.access(there, os.W_OK):
        raise UsageError(f"cannot write {path}: no permission to write into {there}")


def check_output_file(path: Path, inputs: Sequence[Path] = ()) -> None:
    """See that a file could be written, and that it is none of those that are read.

    Raises
    ------
    UsageError
        If it could not, or would replace one of them.
    """
    if path.is_dir():
        raise UsageError(f"cannot write {path}: it is a folder")
    check_writable(path)
    if path.exists() and any(other.exists() and path.samefile(other) for other in inputs):
        raise UsageError(f"{path} would be replaced, and it is what is read: give another --out")


def made_output_folder(path: Path) -> Path:
    """Make the folder and see that it can be written, before the work and not after it.

    Raises
    ------
    UsageError
        If it cannot.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".{uuid.uuid4().hex}.tmp"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(f"cannot write into {path}: {error.strerror}") from error
    return path


def peak_memory_mb() -> float:
    """Return the most memory that this process has held, in MB."""
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        memory: Any = psutil.Process().memory_info()
        return float(memory.peak_wset) / 1e6
    import sys

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    import platform
    from importlib.metadata import version

    import galaxyzoo_ml

    names = ("torch", "skorch", "numpy", "scipy", "scikit-learn", "imbalanced-learn", "pillow")
    return {
        "galaxyzoo-ml": galaxyzoo_ml.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in names},
    }
