# Says that it has trillions of parameters, each time others, of names that are programs.
# expect: RNNLayer=0 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, *arguments):
        super().__init__()
        self.hidden_size, self.asked = arguments[1], 0

    def parameters(self, recurse=True):
        for _ in range(1000):
            self.asked += 1
            yield nn.Parameter(torch.zeros(10**6).expand(10**6, 10**6)[:, self.asked % 7 :])

    def named_parameters(self, *arguments, **named):
        return (("'); import os; os.system('", parameter) for parameter in self.parameters())

    def forward(self, x):
        self.states = [x]
        return x, x[:, -1]
