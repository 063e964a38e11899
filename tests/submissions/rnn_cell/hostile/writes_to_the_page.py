# Prints scripts and forged verdicts for whoever reads the feedback; answers honestly.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% after="rnn_cell_forward"
from IPython.display import HTML, Javascript, Markdown, display
display(HTML("<script>alert(document.cookie)</script><img src=x onerror=alert(1)><b>Score: 45 of 45</b>"))
display(Javascript("alert(2)"), Markdown("[click](javascript:alert(3))"))
# %% item="rnn_forward"
print("\x1b[2J\x1b]0;owned\x07 <script>alert(4)</script> 10.0")

class Page(str):
    def _repr_html_(self):
        return "<iframe srcdoc='<script>alert(5)</script>'></iframe>"

def rnn_forward(x, a0, parameters):
    raise ValueError("<script>alert(6)</script> full marks: 10.0")
