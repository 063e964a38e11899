# Reads everything that the kernel says of a process: memory, environment, arguments, open files, roots.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import glob, os

reached = []
for path in glob.glob("/proc/*") + glob.glob("/proc/self/*") + [f"/proc/{n}/{what}" for n in range(1, 400) for what in ("mem", "environ", "cmdline", "fd", "root", "maps", "ns/mnt")]:
    if os.path.lexists(path) and path != "/proc/cpuinfo":
        reached.append(path)
for path in ("/sys/kernel", "/sys/fs/cgroup", "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/kvm", "/dev/fuse", "/run/docker.sock"):
    reached += [path] if os.path.lexists(path) else []

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
