"""From the parameter `architecture` to a module, with weights to start from."""

from __future__ import annotations

import copy
import inspect
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from galaxyzoo_ml.neural_network._presets import ARCHITECTURES
from galaxyzoo_ml.neural_network.nets._embedding import last_layer

__all__ = ["ImageModule"]


@dataclass(frozen=True)
class ImageModule:
    """Makes modules for images, each time it is called; it travels to other processes.

    Parameters
    ----------
    architecture : str, torch.nn.Module class or instance, or any callable that makes one
    start_from : torch.nn.Module or None
        A trained net whose weights, all but those of its last layer, are taken.
    image_shape : tuple of (height, width, channels)
        What the module is given.
    n_outputs : int
    mirror : list of int or None
        The output that each becomes in the mirror.
    """

    architecture: str | Callable[..., nn.Module] | nn.Module
    start_from: nn.Module | None
    image_shape: tuple[int, int, int]
    n_outputs: int
    mirror: list[int] | None

    def __call__(self) -> nn.Module:
        """Return a new module.

        Raises
        ------
        ValueError
            A `start_from` of another architecture, or a module that takes other images, or has
            another number of outputs.
        TypeError
            What needs arguments that are not known here, or makes no module.
        """
        module = self._made()
        if not isinstance(module, nn.Module):
            raise TypeError(
                f"architecture made a {type(module).__name__}, and a torch.nn.Module is needed"
            )
        if self.start_from is not None:
            _take_weights(module, self.start_from)
        if not isinstance(self.architecture, str):
            self._check_outputs(module)
        return module

    def _made(self) -> nn.Module:
        architecture = self.architecture
        if isinstance(architecture, nn.Module):
            return copy.deepcopy(architecture)
        if isinstance(architecture, str):
            architecture = ARCHITECTURES[architecture]
        arguments = {
            "image_shape": self.image_shape, "n_classes": self.n_outputs, "mirror": self.mirror,
        }  # fmt: skip
        return architecture(**_taken(architecture, arguments))

    def _tried(self, module: nn.Module) -> torch.Tensor:
        """Return what a module makes of two images; lazy layers then know their sizes.

        Raises
        ------
        ValueError
            A module that does not take such images.
        """
        height, width, channels = self.image_shape
        was_training, shape = module.training, (channels, height, width)
        try:
            with torch.no_grad():
                outputs = module.eval()(_known_dtype(module).new_zeros(2, *shape))
        except RuntimeError as error:
            reason = " ".join(str(error).split())
            raise ValueError(
                f"{type(module).__name__} does not take images of this shape, {shape} with the "
                f"channels first: {reason}"
            ) from error
        finally:
            module.train(was_training)
        if not isinstance(outputs, torch.Tensor):
            raise TypeError(
                f"{type(module).__name__} returns a {type(outputs).__name__}: one tensor of logits "
                "is needed"
            )
        return outputs

    def _check_outputs(self, module: nn.Module) -> None:
        """Refuse a module that would be trained on what is not there, or be silent on what is.

        Warns of one that ends in a softmax.
        """
        outputs = self._tried(module)
        shape = tuple(outputs.shape)
        if shape != (2, self.n_outputs):
            raise ValueError(
                f"{type(module).__name__} makes an output of shape {shape} of two images; "
                f"{(2, self.n_outputs)} is needed. A trained net with another last layer is "
                "to be given as start_from"
            )
        if outputs.is_meta:  # of shapes alone
            return
        if bool((outputs >= 0).all()) and bool(((outputs.sum(dim=1) - 1).abs() < 1e-5).all()):
            warnings.warn(
                f"{type(module).__name__} seems to end in a softmax, and the loss applies "
                "another, by which it learns little: return what goes into the softmax (logits)",
                UserWarning,
                stacklevel=2,
            )


def _known_dtype(module: nn.Module) -> torch.Tensor:
    """Return a tensor of the dtype and device of a module: lazy ones do not know theirs yet."""
    weight = next(module.parameters(), torch.empty(0))
    return torch.empty(0) if isinstance(weight, nn.UninitializedParameter) else weight.detach()


def _taken(make: Callable[..., nn.Module], known: dict[str, Any]) -> dict[str, Any]:
    """Return those arguments that a class or a function takes by name.

    Raises
    ------
    TypeError
        It needs others.
    """
    try:
        parameters = inspect.signature(make).parameters
    except ValueError as error:  # of C
        raise TypeError(
            f"{make!r} does not say which arguments it takes: give an instance of the module"
        ) from error
    takes_any = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    taken = {
        name: value
        for name, value in known.items()
        if name in parameters or (takes_any and name != "mirror")
    }
    needed = [
        name
        for name, each in parameters.items()
        if each.default is each.empty
        and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        and name not in taken
    ]
    if needed:
        raise TypeError(
            f"{getattr(make, '__name__', make)} needs {', '.join(needed)}, which are not known "
            "here (image_shape, n_classes and mirror are): give an instance of it as architecture"
        )
    return taken


def _take_weights(module: nn.Module, trained: nn.Module) -> None:
    """Take the weights of a trained net, all but those of its last layer."""
    last, _ = last_layer(module)
    weights = module.state_dict()
    known = {key: value for key, value in trained.state_dict().items() if not _is_of(last, key)}
    wanted = {key: value.shape for key, value in weights.items() if not _is_of(last, key)}
    if {key: value.shape for key, value in known.items()} != wanted:
        raise ValueError(
            f"start_from is a {type(trained).__name__} whose weights do not fit this "
            f"{type(module).__name__}: architecture, input_size and reflect have to be the same"
        )
    module.load_state_dict({**weights, **known})


def _is_of(layer: str, key: str) -> bool:
    return key.startswith(f"{layer}.")
