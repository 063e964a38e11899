# Lets torch find the gradients, which this part refuses.
# expect: clip=4 sequence_loss=10 sequence_gradients=0 sample=10 optimize=6 model=10
# %% item="sequence_gradients"
import torch
def sequence_gradients(X, Y, parameters, cache):
    return torch.autograd.grad(None, None), cache[1]
