"""A second module over the same weights."""

from __future__ import annotations

import copy
from itertools import chain
from typing import TypeVar

from torch import nn

__all__ = ["twin"]

M = TypeVar("M", bound=nn.Module)


def twin(module: M) -> M:
    """Return a copy of a module that shares its weights: no tensor is copied."""
    shared = chain(module.parameters(), module.buffers())
    return copy.deepcopy(module, {id(tensor): tensor for tensor in shared})
