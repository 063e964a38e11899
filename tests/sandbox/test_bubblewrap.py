"""The arguments say in one place what a worker can see."""

from autograder.config import HOUSE, Limits
from autograder.sandbox import bubblewrap


def bindings(options):
    return [options[i + 1] for i, option in enumerate(options) if option.startswith("--ro-bind")]


def test_of_the_checkout_only_the_workers_own_modules_and_the_libraries_are_bound():
    sources = bindings(bubblewrap.arguments(Limits(), adapter=None))
    own = [source for source in sources if source.startswith(str(HOUSE)) and source != bubblewrap.site_packages()]
    assert own == [str(HOUSE / "autograder" / name) for name in bubblewrap.SHIPPED]


def test_nothing_is_bound_writable_and_the_root_is_closed_last():
    options = bubblewrap.arguments(Limits(), adapter=None)
    assert not {"--bind", "--dev-bind", "--bind-try", "--share-net", "--proc"} & set(options)
    assert options.index("--remount-ro") < len(options) - options[::-1].index("--remount-ro")
    assert options[-4:] == ["--remount-ro", "/", "--chdir", "/tmp"]


def test_the_packages_own_entries_in_the_libraries_are_covered():
    options = bubblewrap.arguments(Limits(), adapter=None)
    covered = [options[i + 1] for i, option in enumerate(options) if option == "--tmpfs"]
    assert any("autograder" in path for path in covered)


def test_an_adapter_is_the_only_part_specific_file(tmp_path):
    adapter = tmp_path / "adapter.py"
    plain = bindings(bubblewrap.arguments(Limits(), adapter=None))
    with_adapter = bindings(bubblewrap.arguments(Limits(), adapter=adapter))
    assert [source for source in with_adapter if source not in plain] == [str(adapter)]
