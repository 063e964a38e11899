# Handed in what was given out.
# expect: RNNLayer=0 RecurrentRegressionModel=0 loss_fn=0 hidden_gradients=0 RNN=0
# base: release
