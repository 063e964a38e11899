# A small tape notes every operation and walks back by itself, from the inputs in the cache alone; steps come from generators.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: solved
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters):
    def walk(a, c):
        for xt in np.moveaxis(x, -1, 0):
            a, c, yt, cache = lstm_cell_forward(xt, a, c, parameters)
            yield a, yt, c, cache

    *arrays, steps = zip(*walk(a0, 0 * a0))
    a, y, c = (np.moveaxis(np.array(each), 0, -1) for each in arrays)
    return a, y, c, (list(steps), x)
# %% before="lstm_cell_backward"
class Noted:
    def __init__(self, value, *sources):
        self.value, self.sources, self.gradient = value, sources, np.zeros(np.shape(value))

    def __add__(self, other):
        def to_bias(g):
            return g if other.value.shape == g.shape else g.sum(axis=1, keepdims=True)

        return Noted(self.value + other.value, (self, lambda g: g), (other, to_bias))

    def __mul__(self, other):
        return Noted(self.value * other.value, (self, lambda g: g * other.value), (other, lambda g: g * self.value))

    def __matmul__(self, other):
        return Noted(self.value @ other.value, (self, lambda g: g @ other.value.T), (other, lambda g: self.value.T @ g))

    def through(self, function, slope):
        height = function(self.value)
        return Noted(height, (self, lambda g: g * slope(height)))

    def tanh(self):
        return self.through(np.tanh, lambda t: 1 - t * t)

    def sigmoid(self):
        return self.through(sigmoid, lambda s: s * (1 - s))


def walk_back(*ends):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for source, _ in node.sources:
                visit(source)
            order.append(node)

    for node, gradient in ends:
        visit(node)
        node.gradient = node.gradient + gradient
    for node in sorted(order, key=order.index, reverse=True):
        for source, rule in node.sources:
            source.gradient = source.gradient + rule(node.gradient)
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    _, _, a_prev, c_prev, _, _, _, _, xt, parameters = cache
    n_a = len(a_prev)
    both, old = Noted(np.vstack([a_prev, xt])), Noted(c_prev)
    W = {gate: Noted(parameters["W" + gate]) for gate in "fico"}
    b = {gate: Noted(parameters["b" + gate]) for gate in "fico"}
    z = {gate: W[gate] @ both + b[gate] for gate in "fico"}
    new = z["f"].sigmoid() * old + z["i"].sigmoid() * z["c"].tanh()
    shown = z["o"].sigmoid() * new.tanh()
    walk_back((new, dc_next), (shown, da_next))
    found = {"da_prev": both.gradient[:n_a], "dxt": both.gradient[n_a:], "dc_prev": old.gradient}
    found |= {"dW" + gate: W[gate].gradient for gate in "fico"}
    return found | {"db" + gate: b[gate].gradient for gate in "fico"}
# %% item="lstm_backward"
def lstm_backward(da, caches):
    steps, x = caches

    def walk():
        arriving = {"da_prev": 0, "dc_prev": np.zeros(da.shape[:2])}
        for t in reversed(range(len(steps))):
            arriving = lstm_cell_backward(da[..., t] + arriving["da_prev"], arriving["dc_prev"], steps[t])
            yield arriving

    found = list(walk())
    sums = {name: sum(step[name] for step in found) for name in found[0] if name[:2] in ("dW", "db")}
    return sums | {"dx": np.dstack([step["dxt"] for step in found[::-1]]), "da0": found[-1]["da_prev"]}
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    return sum(input_size + hidden_size + len("b") for gate in "fico" for unit in range(hidden_size))
