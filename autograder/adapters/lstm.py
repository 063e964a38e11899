"""Adapter of the part lstm: the layers in torch. The numpy functions are called as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from autograder.worker.modules import asked, describe, differentiate, make, play, remembering

__all__ = ["describe", "differentiate", "make", "play"]


def _layer_that_asks(ask: Callable[..., Any]) -> type[torch.nn.Module]:
    ask = remembering(ask)

    class LSTMLayer(torch.nn.Module):
        """Stands in for a student's LSTMLayer: its states and their gradients come from the judge."""

        def __init__(self, input_size: int, hidden_size: int) -> None:
            super().__init__()
            self.input_size, self.hidden_size = input_size, hidden_size
            sizes = {"W_x": (4, hidden_size, input_size), "W_h": (4, hidden_size, hidden_size), "b": (4, hidden_size)}
            for name, shape in sizes.items():
                self.register_parameter(name, torch.nn.Parameter(0.3 * torch.randn(shape)))

        def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
            all_h, all_c = asked(ask, None, x, *self.parameters())
            return all_h, (all_h[:, -1], all_c[:, -1])

    return LSTMLayer


STAND_INS = {"LSTMLayer": _layer_that_asks}
