# Differentiates with torch in an item that has to be written with numpy, by names that hide it.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=0 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_cell_backward"
import importlib, sys

def lstm_cell_backward(da_next, dc_next, cache):
    hidden = getattr(importlib.import_module("to" + "rch"), "from_" + "numpy")
    return hidden(da_next)
