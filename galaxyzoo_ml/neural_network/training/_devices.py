"""Where nets are trained and used."""

from __future__ import annotations

import torch

__all__ = ["available_devices", "resolve_device"]


def resolve_device(device: str) -> str:
    """Return a device as torch names it: "auto" is a CUDA device, if there is one."""
    if device != "auto":
        return device
    return "cuda" if torch.cuda.is_available() else "cpu"


def available_devices() -> list[str]:
    """Return the devices that nets can be trained on, as torch names them.

    Returns
    -------
    list of str
        "cpu", and "cuda:0" and so on with the names of the cards.

    Examples
    --------
    >>> from galaxyzoo_ml.neural_network import available_devices
    >>> available_devices()[0]
    'cpu'
    """
    cards = range(torch.cuda.device_count())
    return ["cpu", *(f"cuda:{i} ({torch.cuda.get_device_name(i)})" for i in cards)]
