"""What run.py cannot do, it says in one sentence, before it has changed anything."""

import ast
import os
import shutil
import socket
import subprocess

import pytest

from tests.ground.conftest import ROOT, Checkout

NOBODY = 65534


def assert_refused(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1, "one sentence, no traceback"
    assert done.returncode == 2


def test_an_old_python_is_told_so(checkout: Checkout):
    done = checkout.run("demo", before="sys.version_info = (3, 9, 2, 'final', 0)")

    assert_refused(done, "Everproof needs Python 3.11 or newer; this is Python 3.9.")


def test_an_old_python_can_read_the_file_that_tells_it():
    ast.parse((ROOT / "run.py").read_text(), feature_version=(3, 7))


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_venv_module_is_named_with_its_package(checkout: Checkout, module: str):
    done = checkout.run("install", before=f"sys.modules[{module!r}] = None")

    assert_refused(done, "apt-get install python3-venv")
    assert not (checkout.folder / ".venv").exists()


def test_an_occupied_port_is_noticed_before_anything_is_installed(checkout: Checkout):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = checkout.run("demo", "--port", str(port))

    assert_refused(done, f"Port {port} is in use. Choose another: python3 run.py demo --port {port + 1}")
    assert not (checkout.folder / ".venv").exists()


def test_a_port_that_only_ipv6_occupies_is_noticed_too(checkout: Checkout):
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with other:
        done = checkout.run("demo", "--port", str(other.getsockname()[1]))

    assert_refused(done, "is in use")


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused(checkout: Checkout, port: str):
    done = checkout.run("demo", "--port", port)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "port" in done.stderr


def test_a_data_folder_that_cannot_be_written_is_noticed_before_anything_is_installed(checkout: Checkout):
    blocked = checkout.folder / "a-file"
    blocked.touch()

    done = checkout.run("demo", "--port", str(free_port()), EVERPROOF_DATA=str(blocked / "data"))

    assert_refused(done, f"Everproof cannot write to {blocked / 'data'}")
    assert not (checkout.folder / ".venv").exists()


def test_a_read_only_checkout_is_noticed(checkout: Checkout):
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin:/opt/bin")
    if os.geteuid() == 0 and python is None:
        pytest.skip("root may write everywhere, and nobody else can run a Python here")
    checkout.folder.chmod(0o555)
    identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}

    done = subprocess.run(
        [python, "run.py", "install"], cwd=checkout.folder, capture_output=True, text=True, **identity
    )
    checkout.folder.chmod(0o755)

    assert_refused(done, f"Everproof cannot write to {checkout.folder} (Permission denied).")


def test_without_a_network_the_reason_is_given(checkout: Checkout):
    done = checkout.run("install", PIP_FIND_LINKS="")

    assert_refused(done, "The packages could not be installed; check the network or the proxy and try again.")
    assert not checkout.stamp.exists()


def test_a_package_that_was_tampered_with_is_refused(checkout: Checkout):
    lock = checkout.folder / "requirements.txt"
    lock.write_text(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")

    done = checkout.run("install")

    assert done.returncode == 2
    assert "could not be installed" in done.stderr
    assert not checkout.stamp.exists()


def test_an_unknown_option_is_refused(checkout: Checkout):
    done = checkout.run("check", "--fast")

    assert done.returncode == 2
    assert "unknown option --fast" in done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
