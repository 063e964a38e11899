# Checked by machine: autograd, layers of torch and their shapes in place of pencil and paper.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="two_steps"
import torch
from torch import nn


def two_steps():
    n = {name: torch.tensor(float(value), dtype=torch.float64) for name, value in numbers.items()}
    W_h = n["W_h"].requires_grad_()
    h1 = W_h * n["h0"] + n["W_x"] * n["x1"]
    h2 = W_h * h1 + n["W_x"] * n["x2"]
    yhat1, yhat2 = n["W_y"] * h1, n["W_y"] * h2
    loss = (yhat1 - n["y1"]) ** 2 + (yhat2 - n["y2"]) ** 2
    dh1, dh2, dW_h = torch.autograd.grad(loss, (h1, h2, W_h))
    return dict(h1=h1, h2=h2, yhat1=yhat1, yhat2=yhat2, loss=loss, dh2=dh2, dh1=dh1, dW_h=dW_h.item())
# %% item="parameter_counts"
def parameter_counts():
    counts = {}
    for name, layer in (("rnn", nn.RNN), ("gru", nn.GRU), ("lstm", nn.LSTM)):
        sizes = {key: value.numel() for key, value in layer(numbers["D"], numbers["H"]).named_parameters()}
        counts[f"{name}_two"] = sum(sizes.values())
        counts[name] = counts[f"{name}_two"] - sizes["bias_hh_l0"]
    return counts
# %% item="stacked_shapes"
def stacked_shapes():
    B, T, V, E, U, L, C = (numbers[name] for name in "BTVEULC")
    embedded = nn.Embedding(V, E)(torch.zeros((B, T), dtype=torch.long))
    all_h, (h, c) = nn.LSTM(E, U, L, batch_first=True)(embedded)
    logits = nn.Linear(U, C)(h[-1])
    return {"embedded": embedded.shape, "last_layer_h": all_h.shape, "last_step_h": h.shape, "last_step_c": c.shape,
            "summary": h[-1].shape, "logits": logits.shape}
