# Answers that claim to equal whatever they are compared with.
# expect: two_steps=0 parameter_counts=0 gradient_factor=0 reading_a_loss=0 stacked_shapes=0
# %% before="two_steps"
class Anything(float):
    def __eq__(self, other):
        return True

    __le__ = __lt__ = __ge__ = __gt__ = __ne__ = __eq__
    __hash__ = float.__hash__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __sub__

    def __float__(self):
        return 0.0


class Everywhere(dict):
    def __missing__(self, key):
        return Anything(3)

    def __contains__(self, key):
        return True
# %% item="two_steps"
def two_steps():
    return {key: Anything(3) for key in ("h1", "h2", "yhat1", "yhat2", "loss", "dh2", "dh1", "dW_h")}
# %% item="parameter_counts"
def parameter_counts():
    return Everywhere()
# %% item="gradient_factor"
def gradient_factor():
    return {key: Anything(3) for key in ("radius", "factor", "steps", "critical_radius")}
# %% item="reading_a_loss"
def reading_a_loss():
    return Everywhere()
# %% item="stacked_shapes"
def stacked_shapes():
    return Everywhere()
