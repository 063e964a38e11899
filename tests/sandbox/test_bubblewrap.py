"""The arguments say in one place what a worker can see."""

from autograder.config import HOUSE, Limits
from autograder.sandbox import bubblewrap


def bindings(options):
    return [options[i + 1] for i, option in enumerate(options) if option.startswith("--ro-bind")]


def test_of_the_checkout_only_the_workers_own_modules_and_the_libraries_are_bound():
    sources = bindings(bubblewrap.arguments(Limits()))
    own = [source for source in sources if source.startswith(str(HOUSE)) and source != bubblewrap.site_packages()]
    shipped = [HOUSE / "autograder" / name for name in bubblewrap.SHIPPED]
    assert own == [str(folder) for folder in shipped if folder.is_dir()]


def test_nothing_is_bound_writable_and_the_root_is_closed_last():
    options = bubblewrap.arguments(Limits())
    assert not {"--bind", "--dev-bind", "--bind-try", "--share-net", "--proc"} & set(options)
    assert options.index("--remount-ro") < len(options) - options[::-1].index("--remount-ro")
    assert options[-4:] == ["--remount-ro", "/", "--chdir", "/tmp"]


def test_the_packages_own_entries_in_the_libraries_are_covered():
    options = bubblewrap.arguments(Limits())
    covered = [options[i + 1] for i, option in enumerate(options) if option == "--tmpfs"]
    assert any("autograder" in path for path in covered)


def test_a_zygote_sees_proc_and_nothing_else_that_a_worker_does_not():
    alone, zygote = bindings(bubblewrap.arguments(Limits())), bindings(bubblewrap.arguments(Limits(), zygote=True))
    assert zygote == alone
    assert "--proc" in bubblewrap.arguments(Limits(), zygote=True)
