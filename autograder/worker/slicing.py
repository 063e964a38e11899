"""The backward slice of cells: the top-level statements that bind names which other code needs.

A statement is a *leaf* unless it is ``if``, ``try`` or ``with``, whose leaves are weighed one by one and
keep their header. The slice is flow-insensitive on purpose: every leaf that binds a needed name is
kept, in order, so that re-definitions act as they did for the student. Weiser, "Program slicing", 1984.
"""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

BLOCKS = (ast.If, ast.Try, ast.TryStar, ast.With)
_LEAVES = (ast.Raise, ast.Return, ast.Break, ast.Continue)
_ENDS_A_BLOCK = re.compile(r"\b(?:raise|return|break|continue)\b")
#: Cell magics whose body is ordinary Python; IPython hides the body in a string.
TRANSPARENT_MAGICS = {"time", "capture", "prun"}


def slice_cells(cells: list[tuple[str, bool]], roots: Iterable[str] = ()) -> list[str]:
    """Reduce some cells to what the other cells need.

    ``cells`` pairs each source, after IPython's transformation, with whether it runs whole. ``roots``
    are names needed besides. Returns all sources: whole cells unchanged, the others sliced. A cell
    that does not parse is kept as it is, so that it fails as it did for the student.
    """
    trees = [_parse(source) for source, _ in cells]
    sliced = [tree for tree, (_, whole) in zip(trees, cells, strict=True) if tree is not None and not whole]
    needed = set(roots)
    for tree, (source, whole) in zip(trees, cells, strict=True):
        if whole and tree is not None:
            needed |= global_names(_magic_body(ast.parse(source)) or source)
    keep = _kept(sliced, needed)
    return [
        source if whole or tree is None else _unparse(tree, keep)
        for tree, (source, whole) in zip(trees, cells, strict=True)
    ]


def global_names(source: str) -> set[str]:
    """Names that a piece of code refers to at module level, inside functions and classes too.

    Local variables of functions do not count, nor does what can never run, such as the end of a function that is
    not written yet. An empty set if the code does not compile.
    """
    try:
        if _ENDS_A_BLOCK.search(source):
            source = ast.unparse(_reachable(ast.parse(source)))
        table = symtable.symtable(source, "<cell>", "exec")
        inside = _line_magics(source) if "run_line_magic" in source else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return set(_global_references(table)).union(*(global_names(code) or _words(code) for code in inside))


def _reachable(tree: ast.Module) -> ast.Module:
    """Without what follows ``raise``, ``return``, ``break`` or ``continue`` in the same block."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                end = next((place for place, inner in enumerate(block) if isinstance(inner, _LEAVES)), len(block))
                del block[end + 1 :]
    return tree


def may_bind(source: str, name: str) -> bool:
    """Whether code does more with a name than read it: binds it in any scope, or says it in a string.

    True as well if the code does not parse, because of a magic for example, and has this word in it.
    """
    if not re.search(rf"\b{name}\b", source):
        return False
    tree = _parse(source)
    return tree is None or any(_says(node, name) for node in ast.walk(tree))


def _says(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Name() | ast.Attribute() if isinstance(node.ctx, ast.Load):
            return False
        case ast.Constant(value=str(text)):
            return re.search(rf"\b{name}\b", text) is not None
    own = (getattr(node, field, None) for field in ("id", "attr", "name", "asname", "arg", "names"))
    return any(name == value or (isinstance(value, list) and name in value) for value in own)


def _global_references(table: symtable.SymbolTable) -> Iterator[str]:
    at_module_level = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (at_module_level or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _global_references(child)


@dataclass
class _Leaf:
    """A statement with the names that it binds, and those that it needs (header of its blocks included)."""

    node: ast.stmt
    binds: set[str]
    needs: set[str]
    calls_module: str | None = None
    star: bool = field(default=False)


def _kept(trees: list[ast.Module], needed: set[str]) -> set[int]:
    leaves = [leaf for tree in trees for leaf in _leaves(tree.body, set())]
    _bind_through_globals(leaves)
    kept: set[int] = set()
    changed = True
    while changed:
        changed = False
        for leaf in leaves:
            if id(leaf.node) not in kept and (leaf.star or leaf.binds & needed):
                kept.add(id(leaf.node))
                needed |= leaf.needs
                changed = True
    return kept | _settings(leaves, kept)


def _settings(leaves: list[_Leaf], kept: set[int]) -> set[int]:
    """Bare calls into modules, such as np.random.seed(1), that need nothing that is not there anyway."""
    bound = {name for leaf in leaves if id(leaf.node) in kept for name in leaf.binds}
    modules = {name for leaf in leaves if id(leaf.node) in kept and _is_import(leaf.node) for name in leaf.binds}
    return {
        id(leaf.node) for leaf in leaves if leaf.calls_module in modules and leaf.needs <= bound | set(dir(builtins))
    }


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _leaves(body: list[ast.stmt], header: set[str]) -> Iterator[_Leaf]:
    for node in body:
        if isinstance(node, BLOCKS):
            yield from _block_leaves(node, header)
        else:
            yield _leaf(node, header)


def _block_leaves(node: ast.stmt, header: set[str]) -> Iterator[_Leaf]:
    inner = set(header)
    for expression in _header_expressions(node):
        inner |= global_names(ast.unparse(expression))
    bound_by_header = bound_names(_header_expressions(node))
    for leaf in (leaf for body in _bodies(node) for leaf in _leaves(body, inner)):
        leaf.binds |= bound_by_header
        yield leaf


def _header_expressions(node: ast.stmt) -> list[ast.expr]:
    if isinstance(node, ast.If):
        return [node.test]
    if isinstance(node, ast.With):
        items = [item.context_expr for item in node.items]
        return items + [item.optional_vars for item in node.items if item.optional_vars is not None]
    if isinstance(node, ast.Try | ast.TryStar):
        return [handler.type for handler in node.handlers if handler.type is not None]
    return []


def _bodies(node: ast.stmt) -> list[list[ast.stmt]]:
    bodies = [getattr(node, name) for name in ("body", "orelse", "finalbody") if getattr(node, name, None)]
    return bodies + [handler.body for handler in getattr(node, "handlers", [])]


def _leaf(node: ast.stmt, header: set[str]) -> _Leaf:
    return _Leaf(
        node=node,
        binds=bound_names([node]) | _mutated_names(node),
        needs=header | (global_names(ast.unparse(node)) - _loop_targets(node)),
        calls_module=_call_root(node),
        star=isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names),
    )


def bound_names(nodes: Iterable[ast.AST]) -> set[str]:
    """Names that statements bind at their own level: not inside functions, classes, lambdas, comprehensions."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if (code := _line_magic_code(node)) and (tree := _parse(code)):
            names |= bound_names(tree.body)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        names |= bound_names(ast.iter_child_nodes(node))
    return names


def _loop_targets(node: ast.stmt) -> set[str]:
    """Names that a loop binds itself before its body uses them."""
    return bound_names([node.target]) if isinstance(node, ast.For | ast.AsyncFor) else set()


def _mutated_names(node: ast.stmt) -> set[str]:
    """Names whose objects a statement changes: d[k] = v, o.a = v, and d.append(v) and the like in loops too."""
    names: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Subscript | ast.Attribute) and not isinstance(part.ctx, ast.Load):
            names |= _root(part)
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            function = part.value.func
            if isinstance(function, ast.Attribute) and function.attr in _MUTATORS:
                names |= _root(function)
    return names


_MUTATORS = frozenset(
    "append extend insert add update setdefault pop popitem remove discard clear sort reverse fill".split()
)


def _root(node: ast.expr) -> set[str]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _call_root(node: ast.stmt) -> str | None:
    """``np`` for the statement np.random.seed(1); None for anything but a bare call of an attribute."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
        return next(iter(_root(node.value.func)), None)
    return None


def _bind_through_globals(leaves: list[_Leaf]) -> None:
    """A bare call f() of a function with ``global x; x = ...`` binds x."""
    binds = {leaf.node.name: _declared_globals(leaf.node) for leaf in leaves if isinstance(leaf.node, ast.FunctionDef)}
    for leaf in leaves:
        if isinstance(leaf.node, ast.Expr) and isinstance(leaf.node.value, ast.Call):
            function = leaf.node.value.func
            if isinstance(function, ast.Name):
                leaf.binds |= binds.get(function.id, set())


def _declared_globals(function: ast.FunctionDef) -> set[str]:
    return {name for part in ast.walk(function) if isinstance(part, ast.Global) for name in part.names}


def _parse(source: str) -> ast.Module | None:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    body = _magic_body(tree)
    return tree if body is None else _parse(body)


def _magic_body(tree: ast.Module) -> str | None:
    """The Python inside %%time and its like: get_ipython().run_cell_magic('time', '', BODY)."""
    match tree.body:
        case [
            ast.Expr(
                ast.Call(
                    func=ast.Attribute(attr="run_cell_magic"),
                    args=[ast.Constant(str(name)), ast.Constant(), ast.Constant(str(body))],
                )
            )
        ] if name in TRANSPARENT_MAGICS:
            return body
    return None


def _line_magic_code(node: ast.AST) -> str:
    """The Python behind %time and its like: get_ipython().run_line_magic('time', CODE). Otherwise nothing."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="run_line_magic"), args=[ast.Constant(str(name)), ast.Constant(str(code))]
        ) if name in TRANSPARENT_MAGICS | {"timeit"}:
            return code
    return ""


def _line_magics(source: str) -> list[str]:
    return [code for node in ast.walk(ast.parse(source)) if (code := _line_magic_code(node))]


def _words(code: str) -> set[str]:
    """Whatever may be a name in code that does not parse, because of options before it."""
    return set(re.findall(r"[^\W\d]\w*", code))


def _unparse(tree: ast.Module, keep: set[int]) -> str:
    body = _prune(tree.body, keep)
    return ast.unparse(ast.Module(body, [])) if body else ""


def _prune(body: list[ast.stmt], keep: set[int]) -> list[ast.stmt]:
    pruned = []
    for node in body:
        if isinstance(node, BLOCKS):
            if any(id(leaf.node) in keep for leaf in _block_leaves(node, set())):
                pruned.append(_prune_block(node, lambda inner: _prune(inner, keep) or [ast.Pass()]))
        elif id(node) in keep:
            pruned.append(node)
    return pruned


def _prune_block(node: ast.stmt, prune: Callable[[list[ast.stmt]], list[ast.stmt]]) -> ast.stmt:
    for name in ("body", "orelse", "finalbody"):
        if getattr(node, name, None):
            setattr(node, name, prune(getattr(node, name)))
    for handler in getattr(node, "handlers", []):
        handler.body = prune(handler.body)
    return node
