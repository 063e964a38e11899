# Loops forever on the way back through time.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=0 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_backward"
def lstm_backward(da, caches):
    t = da.shape[2]
    while t >= 0:
        lstm_cell_backward(da[:, :, 0], da[:, :, 0], caches[0][0])
