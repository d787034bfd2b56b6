"""What is installed, and what is cached."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from typing import Any

import galaxyzoo_ml

__all__ = ["describe_installation", "peak_memory_mb", "versions"]


def describe_installation() -> dict[str, Any]:
    """Return what results, and their speed, depend on here.

    Returns
    -------
    dict
        ``versions`` (by package), ``cores``, ``threads`` (torch's), ``devices`` (names),
        ``precision`` (what "auto" means on a CPU here), ``data_home`` (`pathlib.Path`) and
        ``cached``: by folder in it, the number of files and of bytes.

    Examples
    --------
    >>> from galaxyzoo_ml.workflows import describe_installation
    >>> "cpu" in describe_installation()["devices"]
    True
    """
    from galaxyzoo_ml.datasets import get_data_home
    from galaxyzoo_ml.neural_network import available_devices, computes_bfloat16, n_threads

    home = get_data_home()
    cached = {}
    for folder in sorted(home.iterdir()) if home.is_dir() else ():
        if folder.is_dir():
            sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
            cached[folder.name] = {"files": len(sizes), "bytes": sum(sizes)}
    return {
        "versions": versions(),
        "cores": os.cpu_count(),
        "threads": n_threads(),
        "devices": list(available_devices()),
        "precision": "bfloat16" if computes_bfloat16() else "float32",
        "data_home": home,
        "cached": cached,
    }


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    names = ("torch", "skorch", "numpy", "scipy", "scikit-learn", "imbalanced-learn", "pillow")
    return {
        "galaxyzoo-ml": galaxyzoo_ml.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in names},
    }


def peak_memory_mb() -> float:
    """Return the most memory that this process has held, in MB."""
    try:
        import resource
    except ImportError:  # Windows
        import psutil

        memory: Any = psutil.Process().memory_info()
        return float(memory.peak_wset) / 1e6
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
