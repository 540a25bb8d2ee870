"""Content is on the disk before anything speaks of it; what fails leaves nothing; what is damaged is named."""

import contextlib
import errno
import hashlib
import os
import subprocess
import sys
import textwrap
from collections import namedtuple
from pathlib import Path

import pytest

from everproof.kernel.errors import Refused
from everproof.kernel.files import store, verify
from everproof.kernel.files.models import StoredFile

MANY = 10**9


def put(content, **options):
    return store.put(7, [content], largest=options.pop("largest", MANY), **options)


def lying(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_content_lies_under_its_digest_in_the_organisations_folder(folder):
    kept = put(b"words")

    assert kept.sha256 == hashlib.sha256(b"words").hexdigest()
    assert lying(folder) == [f"7/{kept.sha256[:2]}/{kept.sha256[2:4]}/{kept.sha256}"]
    assert store.open_file(7, kept.sha256).read() == b"words"


def test_the_same_content_is_kept_once(folder):
    assert put(b"words") == put(b"words")
    assert len(lying(folder)) == 1


def test_the_same_content_again_mends_a_damaged_copy():
    kept = put(b"words")
    store.path_of(7, kept.sha256).write_bytes(b"sword")

    put(b"words")

    assert store.open_file(7, kept.sha256).read() == b"words"


def test_organisations_do_not_share_content(folder):
    mine = store.put(7, [b"words"], largest=MANY)

    assert not store.path_of(8, mine.sha256).exists()


def test_file_and_every_folder_above_are_synced_before_it_answers(folder, monkeypatch):
    """In this order: the content, the new name, then each folder up to the installation's own."""
    said = []
    sync, replace = os.fsync, Path.replace

    def synced(descriptor):
        said.append(("sync", os.readlink(f"/proc/self/fd/{descriptor}")))
        sync(descriptor)

    def replaced(path, target):
        said.append(("replace", str(target)))
        return replace(path, target)

    if not Path("/proc/self/fd").exists():
        pytest.skip("this system does not tell what a descriptor stands for")
    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)

    kept = put(b"words")

    target = store.path_of(7, kept.sha256)
    first, second, *rest = said
    assert first[0] == "sync"
    assert "/incoming/" in first[1]
    assert second == ("replace", str(target))
    assert [path for _what, path in rest] == [str(path) for path in list(target.parents)[:5]]
    assert list(target.parents)[4] == folder.parent


def test_what_is_too_large_leaves_nothing(folder):
    with pytest.raises(store.TooLarge, match="too large"):
        store.put(7, iter([b"x" * 600_000, b"x" * 600_000]), largest=1_000_000)

    assert lying(folder) == []


def test_what_says_it_is_too_large_is_not_even_read():
    def never():
        pytest.fail("it was read")
        yield b""

    with pytest.raises(store.TooLarge):
        store.put(7, never(), largest=10, expected=11)


def test_what_broke_off_leaves_nothing(folder):
    with pytest.raises(store.Incomplete):
        put(b"half", expected=8)

    assert lying(folder) == []


def test_what_is_refused_by_a_look_leaves_nothing(folder):
    def look(file):
        assert file.read() == b"words"
        raise Refused("no")

    with pytest.raises(Refused, match="no"):
        put(b"words", look=look)

    assert lying(folder) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("at", range(12))
def test_a_full_disk_at_any_call_is_told_in_words_and_leaves_nothing(folder, monkeypatch, number, at):
    """Every call that can fail for want of room fails once; then the same upload goes through."""
    count = 0

    def failing(real):
        def call(*arguments, **named):
            nonlocal count
            count += 1
            if count == at + 1:
                raise OSError(number, os.strerror(number))
            return real(*arguments, **named)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", failing(os.open))
        patched.setattr(os, "fsync", failing(os.fsync))
        patched.setattr(Path, "mkdir", failing(Path.mkdir))
        patched.setattr(Path, "replace", failing(Path.replace))
        refused = ""
        with contextlib.suppress(store.NoRoom):
            refused = "no"
            put(b"words")
            refused = ""
        was_reached = count > at
        assert bool(refused) == was_reached
        assert "incoming" not in "".join(lying(folder))

    assert put(b"words").size == 5
    assert len(lying(folder)) == 1


def test_a_disk_that_is_nearly_full_takes_nothing(folder, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(store.shutil, "disk_usage", lambda path: usage(10, 5, store.RESERVE))

    with pytest.raises(store.NoRoom):
        put(b"words", expected=5)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file sizes")
def test_the_kernel_itself_refuses_to_write_more(folder):
    """A real limit of the operating system, in a process of its own, while it writes."""
    program = f"""
        import resource, django
        from django.conf import settings
        settings.configure(MEDIA_ROOT={str(folder)!r}, USE_I18N=False)
        from everproof.kernel.files import store
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
        try:
            store.put(7, (b"x" * 1_000_000 for _ in range(10)), largest=10**9)
        except store.NoRoom:
            print("refused")
        print(store.put(7, [b"small"], largest=10**9).size)
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.split() == ["refused", "5"]
    assert len(lying(folder)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there a process is not killed by a signal")
def test_a_writer_that_is_killed_leaves_only_what_is_swept_later(folder):
    program = f"""
        import os, signal
        from django.conf import settings
        settings.configure(MEDIA_ROOT={str(folder)!r}, USE_I18N=False)
        from everproof.kernel.files import store
        def portions():
            yield b"x" * 2_000_000
            os.kill(os.getpid(), signal.SIGKILL)
        store.put(7, portions(), largest=10**9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, timeout=60)
    (left,) = lying(folder)

    assert left.startswith("7/incoming/")
    assert store.sweep(7) == 0
    os.utime(folder / left, (0, 0))
    assert store.sweep(7) == 1
    assert lying(folder) == []


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "g" * 64, "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n"])
def test_only_a_digest_names_a_path(digest):
    with pytest.raises(ValueError, match="SHA-256"):
        store.path_of(7, digest)


@pytest.mark.parametrize("size", ["", "..", "huge", "small/../../x"])
def test_only_two_sizes_name_a_picture(size):
    with pytest.raises(ValueError, match="small or large"):
        store.preview_path(7, "a" * 64, size)


# Verifying ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def stored(cast):
    """Content with its row."""

    def made(content):
        kept = store.put(cast.organization.pk, [content], largest=MANY)
        return StoredFile.objects.create(
            organization=cast.organization,
            sha256=kept.sha256,
            size=kept.size,
            media_type="text/plain",
            created_at="2026-01-01T00:00:00Z",
        )

    return made


def findings(cast):
    report = verify.verify(cast.organization.pk, grace_seconds=0)
    return report, {(finding.what, finding.sha256) for finding in report.findings}


def test_a_sound_store_has_no_findings(cast, stored):
    stored(b"one")
    stored(b"two")

    report, found = findings(cast)

    assert report.looked_at == 2
    assert report.is_well
    assert found == set()


def test_what_is_missing_or_damaged_is_named(cast, stored):
    gone, changed, cut = stored(b"one"), stored(b"two"), stored(b"three")
    store.path_of(cast.organization.pk, gone.sha256).unlink()
    store.path_of(cast.organization.pk, changed.sha256).write_bytes(b"owt")
    store.path_of(cast.organization.pk, cut.sha256).write_bytes(b"thr")

    report, found = findings(cast)

    assert found == {(verify.MISSING, gone.sha256), (verify.DAMAGED, changed.sha256), (verify.DAMAGED, cut.sha256)}
    assert not report.is_well


def test_content_without_a_row_is_named_and_harmless(cast, stored):
    """What a crash between file and row leaves."""
    stored(b"one")
    orphan = store.put(cast.organization.pk, [b"nobody's"], largest=MANY)

    report, _found = findings(cast)

    assert [(finding.what, orphan.sha256 in finding.path) for finding in report.findings] == [(verify.ORPHAN, True)]
    assert report.is_well


def test_what_is_just_coming_in_is_no_orphan(cast):
    store.put(cast.organization.pk, [b"a moment ago"], largest=MANY)

    assert verify.verify(cast.organization.pk).findings == []


def test_pictures_are_no_orphans(cast, stored):
    file = stored(b"one")
    store.keep_preview(cast.organization.pk, file.sha256, "small", b"picture")

    assert findings(cast)[1] == set()
