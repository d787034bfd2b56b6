"""Weights averaged over the steps of a training."""

from __future__ import annotations

from skorch.callbacks import Callback
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet

__all__ = ["WeightAveraging"]


class WeightAveraging(Callback):
    """Keeps an exponential moving average of the weights, which replaces them in the end.

    Parameters
    ----------
    decay : float in (0, 1)
    """

    def __init__(self, decay: float) -> None:
        self.decay = decay

    def on_train_begin(self, net: GalaxyNet, **kwargs: object) -> None:
        average = get_ema_multi_avg_fn(self.decay)  # type: ignore[no-untyped-call]
        self.averaged_ = AveragedModel(net.module_, multi_avg_fn=average, use_buffers=True)

    def on_batch_end(self, net: GalaxyNet, training: bool = True, **kwargs: object) -> None:
        if training:
            self.averaged_.update_parameters(net.module_)

    def on_train_end(self, net: GalaxyNet, **kwargs: object) -> None:
        net.module_.load_state_dict(self.averaged_.module.state_dict())
        del self.averaged_
