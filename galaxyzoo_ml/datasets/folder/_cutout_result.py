"""What became of one cutout."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from galaxyzoo_ml.datasets.folder._status import Status

__all__ = ["RESULT_COLUMNS", "CutoutResult"]


@dataclass(frozen=True)
class CutoutResult:
    """What became of one cutout.

    Parameters
    ----------
    path : str
        Relative to the folder. Where `status` is not OK, a file there is the folder's own, but not
        the right picture: the next run may replace it.
    status : Status
    reason : str
        Why not, as ``name: details``.
    tries : int
        Requests in the run that had this result.
    sha256 : str
        Of the file.
    bytes : int
        Its length.
    service, url : str
        Who was asked for what.
    retrieved : str
        When: UTC, in ISO 8601.
    """

    path: str = ""
    status: Status = Status.PENDING
    reason: str = ""
    tries: int = 0
    sha256: str = ""
    bytes: int = 0
    service: str = ""
    url: str = ""
    retrieved: str = ""

    def as_text(self) -> dict[str, str]:
        """Return it as a row of the manifest.

        Returns
        -------
        dict of str to str
        """
        return {name: str(value) for name, value in dataclasses.asdict(self).items()}


RESULT_COLUMNS: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(CutoutResult))
