"""Addresses that can be asked."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["check_address"]


def check_address(url: str) -> None:
    """Refuse what is no address of the web.

    Raises
    ------
    ValueError
        Neither http nor https, no host, brackets or a port that cannot be, or a character that
        is not printed.

    Examples
    --------
    >>> check_address("http://[::1")
    Traceback (most recent call last):
        ...
    ValueError: 'http://[::1' is no address (Invalid IPv6 URL): http://host/path is needed
    """
    try:
        parts = urlsplit(url)
        fault = "" if parts.hostname else "there is no host in it"
        _ = parts.port  # read, and refused, only now
    except ValueError as error:
        fault = str(error)
    if not url.isprintable() or any(character.isspace() for character in url):
        fault = "a character that no address has"
    elif not url.lower().startswith(("http://", "https://")):
        fault = "it starts with neither http:// nor https://"
    if fault:
        raise ValueError(f"{url!r} is no address ({fault}): http://host/path is needed")
