"""Where downloaded and decoded data are kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from platformdirs import user_cache_path

__all__ = ["clear_data_home", "get_data_home"]

_README = """\
This folder is the cache of galaxyzoo-ml. Everything in it can be made or fetched again:
delete it as you like, or call galaxyzoo_ml.datasets.clear_data_home().
"""
_MARKER = "README.galaxyzoo-ml.txt"


def get_data_home(data_home: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder where data are cached. It is not created before it is needed.

    Parameters
    ----------
    data_home : path-like, default=None
        The folder. None means the environment variable ``GALAXYZOO_ML_DATA`` or, where that is
        not set, ``galaxyzoo-ml`` in the user's cache folder.

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import get_data_home
    >>> get_data_home("galaxies").name
    'galaxies'
    """
    if data_home is None:
        data_home = os.environ.get("GALAXYZOO_ML_DATA") or user_cache_path("galaxyzoo-ml")
    return Path(data_home).expanduser()


def clear_data_home(data_home: str | os.PathLike[str] | None = None) -> None:
    """Delete the folder where data are cached, with all that is in it.

    Parameters
    ----------
    data_home : path-like, default=None
        The folder; see `get_data_home`.

    Raises
    ------
    ValueError
        A folder that this library did not make: it lacks the README that it puts there.
    """
    home = get_data_home(data_home)
    if not home.exists():
        return
    if not (home / _MARKER).is_file():
        raise ValueError(
            f"{home} has no {_MARKER}: it was not made by galaxyzoo-ml and is not deleted"
        )
    shutil.rmtree(home)


def made_data_home(data_home: str | os.PathLike[str] | None = None) -> Path:
    """Return the cache folder, made if it was not there, and marked as ours if it was empty."""
    home = get_data_home(data_home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not any(home.iterdir()):
            (home / _MARKER).write_text(_README)
    except OSError as error:
        raise OSError(
            error.errno,
            f"the cache folder cannot be made ({error.strerror}); set GALAXYZOO_ML_DATA to "
            "another folder, or data_home=",
            str(home),
        ) from error
    return home
