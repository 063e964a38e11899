# Deleted the answer of the cell; what builds on it is graded with a right one.
# expect: lstm_cell_forward=0 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# outcome: healed
# edit: delete lstm_cell_forward
