"""Which files there are: folders, single files and globs; nothing else, nothing twice, nothing hangs."""

import os
import socket

import pytest

from flows.errors import UsageError
from flows.seedfiles.discover import list_files, read_roots


@pytest.fixture
def folder(tmp_path):
    """A folder `seeds` with a few files."""
    for name in ("b.txt", "a.jsonl", "sub/c.csv.gz", "sub/deep/d.txt.gz", "readme.md", ".hidden.txt"):
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "seeds"


def listed(*arguments):
    return [file.seed_path for file in list_files(read_roots(map(str, arguments))).files]


ALL = ["seeds/.hidden.txt", "seeds/a.jsonl", "seeds/b.txt", "seeds/sub/c.csv.gz", "seeds/sub/deep/d.txt.gz"]


def test_folder_is_listed_with_all_below_it_in_order(folder):
    assert listed(folder) == ALL
    assert list_files(read_roots([str(folder)])).skipped == 1


def test_size_and_time_are_those_on_disk(folder):
    os.utime(folder / "b.txt", ns=(5, 1_700_000_000_000_000_007))
    [file] = list_files(read_roots([str(folder / "b.txt")])).files
    assert (file.size_bytes, file.modified_ns) == (5, 1_700_000_000_000_000_007)


def test_files_and_globs_have_the_paths_of_their_folder(folder):
    assert listed(folder / "b.txt") == ["seeds/b.txt"]
    assert listed(folder / "*.jsonl") == ["seeds/a.jsonl"]
    assert listed(folder / "**" / "*.gz") == ["deep/d.txt.gz", "sub/c.csv.gz"]


@pytest.mark.parametrize("again", ["", "b.txt", "*.txt", "../seeds"])
def test_file_found_twice_is_listed_once(folder, again):
    assert listed(folder, folder / again) == ALL


def test_name_is_given_by_the_caller(folder):
    assert listed(f"news={folder / 'b.txt'}", f"old={folder / 'sub'}") == [
        "news/b.txt",
        "old/c.csv.gz",
        "old/deep/d.txt.gz",
    ]


@pytest.mark.parametrize("argument", ["nowhere", "*.nothing", "readme.md", "x=nowhere"])
def test_wrong_path_is_a_usage_error(folder, argument):
    with pytest.raises(UsageError):
        read_roots([str(folder / argument) if "=" not in argument else argument])


def test_two_folders_of_one_name_must_be_told_apart(folder, tmp_path):
    other = tmp_path / "other" / "seeds"
    other.mkdir(parents=True)
    (other / "b.txt").write_text("x")
    with pytest.raises(UsageError) as refusal:
        read_roots([str(folder), str(other)])
    assert "NAME=" in refusal.value.hint
    assert listed(folder, f"two={other}") == [*ALL, "two/b.txt"]


def problems_of(folder):
    listing = list_files(read_roots([str(folder)]))
    assert {problem.code.value for problem in listing.problems.values()} <= {"file_unreadable"}
    return sorted(listing.problems), [file.seed_path for file in listing.files]


def test_links_to_files_and_folders_are_followed(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "e.txt").write_text("e")
    (folder / "link.txt").symlink_to(elsewhere / "e.txt")
    (folder / "more").symlink_to(elsewhere)
    problems, files = problems_of(folder)
    assert problems == []
    assert sorted([*ALL, "seeds/link.txt", "seeds/more/e.txt"]) == files


def test_dangling_link_is_a_problem(folder):
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "self.txt").symlink_to("self.txt")
    assert problems_of(folder) == (["seeds/gone.txt", "seeds/self.txt"], ALL)


def test_folder_loop_ends_and_is_a_problem(folder):
    (folder / "sub" / "up").symlink_to("..")
    (folder / "sub" / "deep" / "here").symlink_to(".")
    assert problems_of(folder) == (["seeds/sub/deep/here", "seeds/sub/up"], ALL)


def test_fifo_socket_and_device_are_problems_and_nothing_hangs(folder, monkeypatch):
    os.mkfifo(folder / "fifo.txt")
    (folder / "null.txt").symlink_to("/dev/null")
    monkeypatch.chdir(folder)  # a socket's path may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
    assert problems_of(folder) == (["seeds/fifo.txt", "seeds/null.txt", "seeds/socket.txt"], ALL)


def test_fifo_named_by_the_caller_is_a_problem_too(folder):
    os.mkfifo(folder / "fifo.txt")
    listing = list_files(read_roots([str(folder / "fifo.txt")]))
    assert (listing.files, list(listing.problems)) == ([], ["seeds/fifo.txt"])


def test_folder_may_look_like_a_file(folder):
    (folder / "x.txt").mkdir()
    (folder / "x.txt" / "y.txt").write_text("y")
    assert problems_of(folder) == ([], [*ALL, "seeds/x.txt/y.txt"])


@pytest.mark.parametrize(
    ("name", "seed_path"),
    [
        (b"a\nb.txt", "seeds/a\nb.txt"),
        (b"a'\"`$;.txt", "seeds/a'\"`$;.txt"),
        (b"-rf.txt", "seeds/-rf.txt"),
        ("新闻 一.txt".encode(), "seeds/新闻 一.txt"),
        ("新闻.txt".encode("gbk"), "seeds/\\xd0\\xc2\\xce\\xc5.txt"),
        (b"*?[x].txt", "seeds/*?[x].txt"),
        (b"x" * 251 + b".txt", f"seeds/{'x' * 251}.txt"),
        (b".txt", "seeds/.txt"),
    ],
)
def test_odd_names_are_listed_and_readable(folder, name, seed_path):
    (folder / os.fsdecode(name)).write_bytes(b"odd")
    [file] = [f for f in list_files(read_roots([str(folder)])).files if f.seed_path not in ALL]
    assert file.seed_path == seed_path
    file.seed_path.encode()
    with open(file.path, "rb") as stream:  # noqa: PTH123 - the path as the listing gives it
        assert stream.read() == b"odd"
    assert listed(folder / os.fsdecode(name)) == [seed_path]


def test_no_two_files_share_a_path(folder):
    for name in (b"\xff.txt", b"\\xff.txt"):
        (folder / os.fsdecode(name)).write_bytes(name)
    assert len(set(listed(folder))) == len(ALL) + 2
