"""A few rows of table 2 of Galaxy Zoo 1, and how to spoil them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

# The first eight rows of table 2, and three with a declination between -1 and 0 degrees.
TEXT = """\
OBJID,RA,DEC,NVOTE,P_EL,P_CW,P_ACW,P_EDGE,P_DK,P_MG,P_CS,P_EL_DEBIASED,P_CS_DEBIASED,SPIRAL,ELLIPTICAL,UNCERTAIN
587727178986356823,00:00:00.41,-10:22:25.7,59,0.61,0.034,0.0,0.153,0.153,0.051,0.186,0.61,0.186,0,0,1
587727227300741210,00:00:00.74,-09:13:20.2,18,0.611,0.0,0.167,0.222,0.0,0.0,0.389,0.203,0.797,1,0,0
587727225153257596,00:00:01.03,-10:56:48.0,68,0.735,0.029,0.0,0.147,0.074,0.015,0.176,0.432,0.428,0,0,1
587730774962536596,00:00:01.38,+15:30:35.3,52,0.885,0.019,0.0,0.058,0.019,0.019,0.077,0.885,0.077,0,1,0
587731186203885750,00:00:01.55,-00:05:33.3,59,0.712,0.0,0.0,0.22,0.068,0.0,0.22,0.64,0.29,0,0,1
587727180060098638,00:00:01.57,-09:29:40.3,28,0.857,0.0,0.036,0.0,0.107,0.0,0.036,0.83,0.06,0,0,1
587730775499407375,00:00:02.10,+15:52:54.2,62,0.355,0.016,0.21,0.323,0.0,0.097,0.548,0.355,0.548,0,0,1
587727221950382424,00:00:02.41,+14:49:19.0,31,0.484,0.129,0.065,0.258,0.065,0.0,0.452,0.109,0.789,1,0,0
587731186203951236,00:00:07.82,-00:02:26.1,31,0.226,0.581,0.032,0.161,0.0,0.0,0.774,0.226,0.774,0,0,1
588015508195639389,00:00:11.61,-00:38:38.3,55,0.273,0.0,0.055,0.655,0.0,0.018,0.709,0.084,0.894,1,0,0
587731185667080368,00:00:27.98,-00:26:53.5,60,0.817,0.0,0.017,0.067,0.1,0.0,0.083,0.814,0.086,0,0,1
"""
LINES = TEXT.splitlines()
HEADER = LINES[0].split(",")
TEXT_3 = "".join(",".join(line.split(",")[:11]) + "\n" for line in LINES)


def changed(line: int, column: str, value: str, text: str = TEXT) -> str:
    """Return the table with another cell; the header is line 1."""
    lines = [row.split(",") for row in text.splitlines()]
    lines[line - 1][HEADER.index(column)] = value
    return "".join(",".join(row) + "\n" for row in lines)


def without(column: str) -> str:
    i = HEADER.index(column)
    return "".join(
        ",".join(cell for j, cell in enumerate(line.split(",")) if j != i) + "\n" for line in LINES
    )


def to_fits(path: Path, text: str = TEXT, **columns: object) -> Path:
    fits = pytest.importorskip("astropy.io.fits")
    table = pd.read_csv(pd.io.common.StringIO(text)).assign(**columns)
    formats = {"i": "K", "f": "E", "b": "L"}
    made = [
        fits.Column(name, formats.get(values.dtype.kind, "A12"), array=values.to_numpy())
        for name, values in table.items()
    ]
    fits.BinTableHDU.from_columns(made).writeto(path)
    return path
