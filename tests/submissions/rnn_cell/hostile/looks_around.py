# Looks for tests, references, other students, the gradebook, secrets, processes and a network; answers honestly.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_forward"
import json, os, socket, sys

LISTENER = 48123
BAIT = ("test_rnn_cell", "gradebook", "solutions", "submitted", "course_config", "hidden_tests", "grading_seed")


def attempt(look):
    try:
        return look()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def walk():
    names, bait = [], []
    for folder, folders, files in os.walk("/", onerror=lambda error: names.append(str(error))):
        folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(("/usr", "/libraries", sys.base_prefix))]
        for name in folders + files:
            names.append(os.path.join(folder, name))
            bait += [names[-1]] if any(word in name for word in BAIT) else []
    return {"count": len(names), "bait": bait, "top": sorted(os.listdir("/"))}


def call_out(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        connection.connect(address)
        connection.sendall(b"here is what I saw")
        return "connected"


def tell_parent():
    os.kill(os.getppid(), 15)
    return "sent"


seen = {
    "files": attempt(walk),
    "environment": dict(os.environ),
    "arguments": sys.argv,
    "proc": attempt(lambda: sorted(os.listdir("/proc"))),
    "parent": attempt(lambda: open(f"/proc/{os.getppid()}/cmdline").read()),
    "memory": attempt(lambda: open("/proc/self/mem", "rb").read(1)),
    "reference": attempt(lambda: __import__("solutions.rnn_cell")),
    "judge": attempt(lambda: __import__("autograder.judge")),
    "modules": sorted(name for name in sys.modules if name.split(".")[0] in ("autograder", "solutions", "hypothesis", "pytest", "nbgrader")),
    "course": attempt(lambda: os.listdir("COURSE")),
    "outside": {path: attempt(lambda: open(path).read()[:80]) for path in ("/etc/passwd", "/etc/hostname", "/root/.bashrc", "../../course_config.py", "/proc/1/environ")},
    "written": {path: attempt(lambda: open(path, "w").write("x")) for path in ("/x", "/usr/x", "/worker/autograder/worker/x.py", "/libraries/x.pth", "/dev/x")},
    "network": attempt(lambda: call_out(socket.AF_INET, ("127.0.0.1", LISTENER))),
    "local socket": attempt(lambda: call_out(socket.AF_UNIX, "\0autograder-listener")),
    "name server": attempt(lambda: socket.getaddrinfo("example.org", 80)),
    "signal": attempt(tell_parent),
    "descriptors": [number for number in range(256) if not isinstance(attempt(lambda: os.fstat(number)), str)],
}
print("SAW " + json.dumps(seen, default=str))


def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    s = parameters["Wya"] @ a_next + parameters["by"]
    e = np.exp(s - s.max(axis=0))
    return a_next, e / e.sum(axis=0), (a_next, a_prev, xt, parameters)
