"""What a training says of itself: images a second, and a bar."""

from __future__ import annotations

from skorch.callbacks import Callback
from tqdm import tqdm

from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet
from galaxyzoo_ml.neural_network.training._net_dataset import NetDataset

__all__ = ["EpochBar", "EpochRate"]


class EpochRate(Callback):
    """Records how many images a second an epoch took, and in which precision."""

    def on_epoch_end(self, net: GalaxyNet, *, dataset_train: NetDataset, **kwargs: object) -> None:
        net.history.record("images_per_second", len(dataset_train) / net.history[-1, "dur"])
        net.history.record("precision", net.precision)


class EpochBar(Callback):
    """Shows the epochs of a fit, with the losses and the rate, on standard error."""

    def on_train_begin(self, net: GalaxyNet, **kwargs: object) -> None:
        done = len(net.history)
        self.bar_ = tqdm(total=net.max_epochs, initial=done, desc="training", unit="epoch")

    def on_epoch_end(self, net: GalaxyNet, **kwargs: object) -> None:
        last = net.history[-1]
        losses = f"loss {last['train_loss']:.4f}"
        if "valid_loss" in last:
            losses += f", held out {last['valid_loss']:.4f}"
        self.bar_.set_postfix_str(f"{losses}, {last['images_per_second']:,.0f} images/s")
        self.bar_.update()

    def on_train_end(self, net: GalaxyNet, **kwargs: object) -> None:
        self.bar_.close()
        del self.bar_
