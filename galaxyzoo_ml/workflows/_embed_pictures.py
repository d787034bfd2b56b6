"""What a net knows of pictures before it decides."""

from __future__ import annotations

from galaxyzoo_ml.workflows._picture_files import Pictures, find_pictures, look_at, path_text
from galaxyzoo_ml.workflows._picture_model import ModelOrFile, picture_model
from galaxyzoo_ml.workflows._picture_table import PicturesInterrupted, PictureTable

__all__ = ["embed_pictures"]


def embed_pictures(
    pictures: Pictures,
    model: ModelOrFile = None,
    *,
    id_column: str = "OBJID",
    progress: bool = False,
) -> PictureTable:
    """Turn picture files into numbers in which galaxies that look alike are near.

    What ``galaxyzoo embed`` does: the net's last layer before it decides, for similarity search,
    for plots, for another classifier.

    Parameters
    ----------
    pictures, model, id_column, progress
        As in `predict_pictures`.

    Returns
    -------
    PictureTable
        With ``f0``, ``f1`` and so on; its ``values`` are the embedding alone.

    Raises
    ------
    DataError, BrokenImageError, ModelFileError, PicturesInterrupted
        As in `predict_pictures`.

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
    found = find_pictures(pictures, id_column=id_column)
    looked = look_at(found.files, net.size, net.embedding, progress=progress)
    looked.check_any()
    columns = [f"f{i}" for i in range(looked.found.shape[1])]
    table = pd.DataFrame(looked.found, columns=columns)
    table.insert(0, "OBJID", [found.names[i] for i in looked.rows])
    table["path"] = [path_text(found.files[i]) for i in looked.rows]
    result = PictureTable(table, looked.found, tuple(looked.broken.values()), found.plots)
    if not looked.is_whole:
        raise PicturesInterrupted(result)
    return result
