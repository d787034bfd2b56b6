"""Services that cut pictures out of a sky survey: where they are, what they take, how they refuse.

Addresses, parameters and limits are those of the services' own pages and of the server source of
SkyServer (``ImgCutout.cs``); they change now and then, hence ``url=`` wherever a service is used.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from urllib.parse import urlencode

from galaxyzoo_ml.datasets.network._address import check_address
from galaxyzoo_ml.images._side import check_side

__all__ = ["SERVICES", "CutoutService", "get_service"]

_DECIMALS = 7  # of degrees: 0.4 mas, far below the width of a pixel


@dataclass(frozen=True)
class CutoutService:
    """A service that answers a position with a JPEG.

    Parameters
    ----------
    name : str
        What the manifest calls it.
    url : str
        The address without parameters.
    sizes : tuple of int
        The smallest and the largest side that it delivers, in pixels. Most services clip other
        sizes without a word, so they are refused here.
    scales : tuple of float
        The smallest and the largest scale, in arcsec per pixel.
    flat_deviation : float
        A picture whose pixels deviate by no more than this is empty sky outside the survey.
    credit : str
        Whom to name beside the pictures.
    """

    name: str
    url: str
    sizes: tuple[int, int]
    scales: tuple[float, float]
    flat_deviation: float
    credit: str

    def check(self, size: int, scale: float) -> None:
        """Refuse what the service would clip in silence.

        Parameters
        ----------
        size : int
            Side of the pictures, in pixels.
        scale : float
            Arcsec per pixel.

        Raises
        ------
        ValueError
            A size or a scale outside the limits.
        """
        check_side("size", size)
        least, most = self.sizes
        if size > most or size < least:
            raise ValueError(
                f"{self.name} makes pictures of {least} to {most} pixels and clips other sizes "
                f"without a word: ask for size= (--size) between these, not {size}"
            )
        finest, coarsest = self.scales
        if not finest <= scale <= coarsest:  # also refuses NaN
            raise ValueError(
                f"{self.name} takes scales of {finest:g} to {coarsest:g} arcsec per pixel, "
                f"got scale={scale} (--scale)"
            )

    def query(self, ra: float, dec: float, size: int, scale: float) -> dict[str, str]:
        """Return the parameters of one request.

        Parameters
        ----------
        ra, dec : float
            The centre, in degrees (J2000).
        size : int
            Side, in pixels.
        scale : float
            Arcsec per pixel.

        Returns
        -------
        dict of str to str
        """
        raise NotImplementedError

    def request_url(self, ra: float, dec: float, size: int, scale: float) -> str:
        """Return the address of one cutout.

        Parameters
        ----------
        ra, dec : float
            The centre, in degrees (J2000).
        size : int
            Side, in pixels.
        scale : float
            Arcsec per pixel.

        Returns
        -------
        str

        Examples
        --------
        >>> from galaxyzoo_ml.datasets import get_service
        >>> get_service("sdss-dr7").request_url(0.0017083, -10.3738056, 120, 0.2)
        'https://skyservice.pha.jhu.edu/DR7/ImgCutout/getjpeg.aspx?ra=0.0017083&dec=-10.3738056&scale=0.2&width=120&height=120'
        """
        separator = "&" if "?" in self.url else "?"
        return f"{self.url}{separator}{urlencode(self.query(ra, dec, size, scale), safe='/')}"


class SkyServer(CutoutService):
    """ImgCutout of SDSS. Errors are drawn on a black picture with status 200; 404 is outside."""

    def query(self, ra: float, dec: float, size: int, scale: float) -> dict[str, str]:
        """Return the parameters of one request.

        Parameters
        ----------
        ra, dec : float
            The centre, in degrees (J2000).
        size : int
            Side, in pixels.
        scale : float
            Arcsec per pixel.

        Returns
        -------
        dict of str to str
        """
        return {
            **_position(ra, dec),
            "scale": f"{scale:g}",
            "width": str(size),
            "height": str(size),
        }


@dataclass(frozen=True)
class LegacyViewer(CutoutService):
    """The viewer of the DESI Legacy Surveys. Outside its coverage: a flat picture.

    Parameters
    ----------
    layer : str
        The survey: ``sdss``, ``ls-dr9``, ``ls-dr10``.
    """

    layer: str = "sdss"

    def query(self, ra: float, dec: float, size: int, scale: float) -> dict[str, str]:
        """Return the parameters of one request.

        Parameters
        ----------
        ra, dec : float
            The centre, in degrees (J2000).
        size : int
            Side, in pixels.
        scale : float
            Arcsec per pixel.

        Returns
        -------
        dict of str to str
        """
        return {
            **_position(ra, dec),
            "layer": self.layer,
            "pixscale": f"{scale:g}",
            "size": str(size),
        }


@dataclass(frozen=True)
class Hips2Fits(CutoutService):
    """CDS's hips2fits. Its field is that of the largest side, in degrees.

    Parameters
    ----------
    hips : str
        The survey, by its name in the HiPS list.
    """

    hips: str = "CDS/P/SDSS9/color"

    def query(self, ra: float, dec: float, size: int, scale: float) -> dict[str, str]:
        """Return the parameters of one request.

        Parameters
        ----------
        ra, dec : float
            The centre, in degrees (J2000).
        size : int
            Side, in pixels.
        scale : float
            Arcsec per pixel.

        Returns
        -------
        dict of str to str
        """
        return {
            "hips": self.hips,
            **_position(ra, dec),
            "fov": f"{size * scale / 3600:.8f}",
            "width": str(size),
            "height": str(size),
            "projection": "TAN",
            "coordsys": "icrs",
            "format": "jpg",
        }


def _position(ra: float, dec: float) -> dict[str, str]:
    if not (math.isfinite(ra) and math.isfinite(dec)):
        raise ValueError(f"a position has to be finite, got ra={ra}, dec={dec}")
    return {"ra": f"{ra:.{_DECIMALS}f}", "dec": f"{dec:.{_DECIMALS}f}"}


def _services() -> dict[str, CutoutService]:
    sdss = "Sloan Digital Sky Survey (CC BY)"
    # ImgCutout.cs clips width and height to 64..2048; the help page documents 0.015 to 60 arcsec.
    sky: tuple[tuple[int, int], tuple[float, float], float, str] = (
        (64, 2048),
        (0.015, 60),
        0,
        sdss,
    )
    found: list[CutoutService] = [
        SkyServer("sdss-dr7", "https://skyservice.pha.jhu.edu/DR7/ImgCutout/getjpeg.aspx", *sky)
    ]
    for release in (8, 9, 10, 11):
        url = f"https://skyservice.pha.jhu.edu/DR{release}/ImgCutout/getjpeg.aspx"
        found.append(SkyServer(f"sdss-dr{release}", url, *sky))
    for release in (12, 13, 14, 16, 17, 18, 19):
        url = f"https://skyserver.sdss.org/dr{release}/SkyServerWS/ImgCutout/getjpeg"
        found.append(SkyServer(f"sdss-dr{release}", url, *sky))
    # The viewer clips to 3,000 pixels; its empty tiles deviate by less than 1.
    viewer = "https://www.legacysurvey.org/viewer/cutout.jpg"
    for layer, credit in (("sdss", sdss), ("ls-dr9", _LEGACY), ("ls-dr10", _LEGACY)):
        name = f"legacy-{layer.removeprefix('ls-')}"
        found.append(LegacyViewer(name, viewer, (1, 3000), (0.05, 60), 1.0, credit, layer))
    hips = "https://alasky.cds.unistra.fr/hips-image-services/hips2fits"
    found.append(Hips2Fits("hips2fits-sdss9", hips, (1, 5000), (0.01, 3600), 0, f"{sdss}; CDS"))
    return {service.name: service for service in found}


_LEGACY = "DESI Legacy Imaging Surveys"

SERVICES: Mapping[str, CutoutService] = MappingProxyType(_services())
"""The cutout services, by name. Releases of SDSS differ in colour: never mix two in one set."""


def get_service(service: str | CutoutService = "sdss-dr7", url: str | None = None) -> CutoutService:
    """Return a service by its name, at another address if one is given.

    Parameters
    ----------
    service : str or CutoutService, default="sdss-dr7"
        One of `SERVICES`, or an object of your own.
    url : str, default=None
        Another address of a service that takes the same parameters: a mirror.

    Returns
    -------
    CutoutService

    Raises
    ------
    ValueError
        An unknown name, or an address that cannot be one.
    """
    if isinstance(service, str):
        if service not in SERVICES:
            known = ", ".join(SERVICES)
            raise ValueError(f"there is no cutout service {service!r}; there are {known}")
        service = SERVICES[service]
    if url is None:
        return service
    check_address(url)
    return replace(service, url=url.rstrip("?&"))
