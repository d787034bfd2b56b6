"""Where nets are trained and used."""

from __future__ import annotations

import torch

__all__ = ["available_devices", "is_present", "resolve_device"]

_KINDS = ("cpu", "cuda", "mps")


def resolve_device(device: str) -> str:
    """Return a device as torch names it: "auto" is a CUDA device, if there is one.

    Raises
    ------
    ValueError
        A device that is not here, or a name that is none.
    """
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if not is_present(device):
        is_known = device.partition(":")[0] in _KINDS
        hint = "" if is_known else f" (torch's names are {', '.join(_KINDS)}; a GPU is cuda)"
        raise ValueError(
            f"device={device!r} is not here{hint}; there are {', '.join(available_devices())}, and "
            '"auto" takes a CUDA device if there is one'
        )
    return device


def is_present(device: str) -> bool:
    """Tell whether a device is here."""
    kind, colon, index = device.partition(":")
    if colon and not index.isdecimal():
        return False
    return {
        "cpu": True,
        "cuda": int(index or 0) < torch.cuda.device_count(),
        "mps": torch.backends.mps.is_available(),
    }.get(kind, False)


def available_devices() -> list[str]:
    """Return the devices that nets can be trained on, as torch names them.

    Returns
    -------
    list of str
        "cpu", and "cuda:0" and so on with the names of the cards, or "mps".

    Examples
    --------
    >>> from galaxyzoo_ml.neural_network import available_devices
    >>> available_devices()[0]
    'cpu'
    """
    cards = range(torch.cuda.device_count())
    named = [f"cuda:{i} ({torch.cuda.get_device_name(i)})" for i in cards]
    return ["cpu", *named, *(["mps"] if is_present("mps") else [])]
