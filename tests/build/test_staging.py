import pytest

from autograder.build.staging import STAGING, staging
from autograder.errors import ConfigError


def test_files_are_written_once_and_left_alone_when_equal(tmp_path):
    with staging(tmp_path) as writer:
        writer.write("release/sums/a.txt", b"one")
        writer.write("release/sums/a.txt", b"one")
    assert (writer.written, writer.unchanged) == (["release/sums/a.txt"], 1)
    assert (tmp_path / "release/sums/a.txt").read_bytes() == b"one"
    assert not (tmp_path / STAGING).exists()


def test_link_is_replaced_and_what_it_points_to_is_left(tmp_path):
    (tmp_path / "precious").write_bytes(b"one")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    with staging(tmp_path) as writer:
        writer.write("link", b"two")
    assert (tmp_path / "precious").read_bytes() == b"one"
    assert not (tmp_path / "link").is_symlink()


def test_interrupted_build_leaves_old_files_whole(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"old")

    def build():
        with staging(tmp_path) as writer:
            writer.write("b.txt", b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build()
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert not (tmp_path / STAGING).exists()


def test_leftovers_of_a_killed_build_do_no_harm(tmp_path):
    (tmp_path / STAGING).mkdir(parents=True)
    (tmp_path / STAGING / "file").write_bytes(b"half")
    (tmp_path / STAGING / "lock").touch()
    with staging(tmp_path) as writer:
        writer.write("a.txt", b"whole")
    assert (tmp_path / "a.txt").read_bytes() == b"whole"
    assert not (tmp_path / STAGING).exists()


def test_second_build_at_the_same_time_is_refused(tmp_path):
    with staging(tmp_path):
        with pytest.raises(ConfigError, match="another build is running"), staging(tmp_path):
            pass
        assert (tmp_path / STAGING / "lock").exists()


def test_what_cannot_be_written_is_named(tmp_path):
    (tmp_path / "release").write_text("a file where a folder belongs")
    message = r"release.* cannot be written: .*; mend it and build again"
    with pytest.raises(ConfigError, match=message), staging(tmp_path) as writer:
        writer.write("release/a.txt", b"one")
