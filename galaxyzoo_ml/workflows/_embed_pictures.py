"""What a net knows of pictures before it decides."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from numpy.typing import NDArray

from galaxyzoo_ml.workflows._picture_files import Pictures, find_pictures, look_at
from galaxyzoo_ml.workflows._picture_model import ModelOrFile, picture_model
from galaxyzoo_ml.workflows._picture_table import PictureTable, result_of

__all__ = ["embed_pictures"]


def embed_pictures(
    pictures: Pictures,
    model: ModelOrFile = None,
    *,
    id_column: str = "OBJID",
    on_suspect: str = "warn",
    skip: Collection[str] = (),
    progress: bool = False,
) -> PictureTable:
    """Turn picture files into numbers in which galaxies that look alike are near.

    What ``galaxyzoo embed`` does: the net's last layer before it decides, for similarity search,
    for plots, for another classifier.

    Parameters
    ----------
    pictures, model, id_column, on_suspect, skip, progress
        As in `predict_pictures`.

    Returns
    -------
    PictureTable
        With ``f0``, ``f1`` and so on; its ``values`` are the embedding alone.

    Raises
    ------
    DataError, BrokenImageError, ModelFileError, PicturesInterrupted
        As in `predict_pictures`.

    See Also
    --------
    predict_pictures : What the net decides.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.workflows import embed_pictures
    >>> galaxies = make_galaxies(2, size=68, random_state=0)
    >>> with TemporaryDirectory() as folder:
    ...     for name, pixels in zip(["a", "b"], galaxies.images):
    ...         Image.fromarray(pixels).save(Path(folder, f"{name}.png"))
    ...     embedded = embed_pictures(folder)
    >>> embedded.values.shape, embedded.table.columns[:3].tolist()
    ((2, 16), ['OBJID', 'f0', 'f1'])
    """
    import pandas as pd

    net = picture_model(model)
    found = find_pictures(pictures, id_column=id_column).without(set(skip))
    looked = look_at(found.files, net.size, net.embedding, on_suspect=on_suspect, progress=progress)

    def table_of(features: NDArray[Any]) -> pd.DataFrame:
        return pd.DataFrame(features, columns=[f"f{i}" for i in range(features.shape[1])])

    return result_of(found, looked, table_of, goes_on=bool(skip))
