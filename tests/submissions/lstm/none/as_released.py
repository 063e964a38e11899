# Handed in what was given out.
# expect: lstm_cell_forward=0 lstm_forward=0 lstm_cell_backward=0 lstm_backward=0 lstm_parameter_count=0 LSTMLayer=0 LSTM=0
# base: release
