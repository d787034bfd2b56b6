"""In which floats products are computed while nets learn."""

from __future__ import annotations

import warnings

import torch

__all__ = ["PRECISIONS", "computes_bfloat16", "resolve_precision", "warn_if_imitated"]

PRECISIONS = ("auto", "float32", "bfloat16")

_INSTRUCTIONS = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")  # asked of torch.cpu


def resolve_precision(precision: str, device: str) -> str:
    """Return "float32" or "bfloat16": "auto" is bfloat16 on a CPU that computes in it.

    Parameters
    ----------
    precision : {"auto", "float32", "bfloat16"}
    device : str
        As torch names it.
    """
    if precision != "auto":
        return precision
    return "bfloat16" if device == "cpu" and computes_bfloat16() else "float32"


def computes_bfloat16() -> bool:
    """Tell whether the processor has instructions for bfloat16 that torch uses.

    oneDNN supports bfloat16 wherever there is AVX-512, and imitates it, slowly, where there are
    neither AVX512_BF16 nor AMX. Of other processors than x86 nothing is known here.

    Returns
    -------
    bool

    Examples
    --------
    >>> from galaxyzoo_ml.neural_network import computes_bfloat16
    >>> computes_bfloat16() in (True, False)
    True
    """
    if not (torch._C._has_mkldnn and torch.ops.mkldnn._is_mkldnn_bf16_supported()):
        return False
    return any(getattr(torch.cpu, name, bool)() for name in _INSTRUCTIONS)


def warn_if_imitated(precision: str, device: str) -> None:
    """Say that bfloat16, asked for by name, is slow here.

    Warns
    -----
    UserWarning
    """
    if precision == "bfloat16" and device == "cpu" and not computes_bfloat16():
        warnings.warn(
            "this processor has no instructions for bfloat16 and imitates it, which takes several "
            "times as long as float32: precision='auto' takes whichever is faster",
            UserWarning,
            stacklevel=2,
        )
