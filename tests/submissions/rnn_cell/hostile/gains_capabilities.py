# Tries to become another user, to gain capabilities, and to be traced or dumped.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import ctypes, os

libc, reached = ctypes.CDLL(None, use_errno=True), []
for attempt in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.seteuid(0), lambda: os.setgroups([0]), lambda: os.setresuid(0, 0, 0), lambda: os.chroot("/"), lambda: os.nice(-5)):
    try:
        attempt()
        reached.append(attempt.__code__.co_names)
    except OSError:
        pass
header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
libc.syscall(125, header, sets)
reached += [value for value in sets if value]
reached += [number for number in range(64) if libc.prctl(23, number, 0, 0, 0) == 1]
reached += ["may gain privileges"] if libc.prctl(39, 0, 0, 0, 0) != 1 else []
reached += ["raised its limits"] if libc.syscall(302, 0, 9, (ctypes.c_uint64 * 2)(2**63, 2**63), 0) == 0 else []

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
