"""Feature maps of a symmetry group are normalised field by field."""

from __future__ import annotations

import pytest
import torch

from galaxyzoo_ml.neural_network.nets._group_layers import GroupBatchNorm2d


@pytest.mark.parametrize("order", [4, 8])
def test_a_field_is_normalised_over_all_of_its_maps(order: int) -> None:
    generator = torch.Generator().manual_seed(0)
    levels = torch.arange(2 * order).view(1, -1, 1, 1) * 3.0  # maps of a field that lie far apart
    x = levels + torch.randn(16, 2 * order, 6, 6, generator=generator)
    norm = GroupBatchNorm2d(2, order)
    norm.running_mean.copy_(x.mean(dim=(0, 2, 3)))
    norm.running_var.copy_(x.var(dim=(0, 2, 3), unbiased=False))
    fields = norm.eval()(x).view(16, 2, order, 6, 6)
    zeros, ones = torch.zeros(2), torch.ones(2)
    torch.testing.assert_close(fields.mean(dim=(0, 2, 3, 4)), zeros, atol=1e-4, rtol=0)
    deviations = fields.std(dim=(0, 2, 3, 4), unbiased=False)
    torch.testing.assert_close(deviations, ones, atol=1e-4, rtol=0)
