"""Installing: the wheel carries the graph and answers from it; the search for a Python says what is missing."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from ramp.graph.folders import KnowledgeFolders

FIND = REPOSITORY / ".ci" / "find-python"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the tools that are installed, from a copy that is no checkout."""
    source = tmp_path_factory.mktemp("source")
    for name in ("ontology", "shapes", "data", "queries", "service"):
        shutil.copytree(REPOSITORY / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-data"):
        shutil.copy(REPOSITORY / name, source / name)
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_carries_every_file_of_the_graph(wheel: Path, repository: KnowledgeFolders) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for file in (
        *repository.turtle_files(), *repository.mapping_files(), *repository.derivation_files(),
        *repository.query_files(),
    ):  # fmt: skip
        assert f"ramp/_knowledge/{repository.name(file)}" in names
    assert "ramp/py.typed" in names
    assert any(name.endswith("licenses/LICENSE-data") for name in names)


@pytest.mark.slow
def test_an_installed_wheel_answers_without_a_checkout(wheel: Path, tmp_path: Path) -> None:
    """The wheel in an environment of its own; the packages that it needs are those of the environment of the tests."""
    target = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    site = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    (tmp_path / "run.py").write_text(
        "import sys\n"
        f"sys.path[:] = [{str(target)!r}] + [entry for entry in sys.path if 'site-packages' not in entry]\n"
        f"sys.path.append({str(site)!r})\n"
        "import ramp, ramp.cli\n"
        f"assert ramp.__file__.startswith({str(target)!r}), ramp.__file__\n"
        "ramp.cli.main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "run.py"), "query", "-"],
        input="ASK { <https://w3id.org/ramp/id/organization/ecowas> a ramp:Mechanism }",
        env={"PATH": os.environ["PATH"], "RAMP_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr) == (0, "true\n", "")


def find(path: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(FIND)], env={"PATH": str(path), "PYTHON": python}, capture_output=True, text=True, check=False
    )


def fake(folder: Path, name: str, version: str, modules: bool = True) -> None:
    """An interpreter that only knows its version and whether it has venv and ensurepip."""
    new = tuple(int(part) for part in version.split(".")) >= (3, 11)
    script = folder / name
    script.write_text(
        "#!/bin/sh\n"
        'case "$2" in\n'
        f"  *print*) echo {version} ;;\n"
        f"  *exit*) exit {0 if new else 1} ;;\n"
        f"  *) exit {0 if modules else 1} ;;\n"
        "esac\n"
    )
    script.chmod(0o755)


def test_the_first_usable_python_is_taken(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "3.9")
    fake(tmp_path, "python3.12", "3.12", modules=False)
    fake(tmp_path, "python3.11", "3.11")
    assert find(tmp_path).stdout == "python3.11\n"


def test_a_named_python_is_the_only_one_tried(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "3.12")
    run = find(tmp_path, "python3.13")
    assert (run.returncode, run.stdout) == (2, "")
    assert "PYTHON=python3.13 is no Python interpreter" in run.stderr


def test_an_old_python_is_named(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "3.9")
    run = find(tmp_path)
    assert run.returncode == 2
    assert "python3 is Python 3.9" in run.stderr


def test_a_python_without_venv_is_named_with_the_remedy(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "3.11", modules=False)
    run = find(tmp_path)
    assert run.returncode == 2
    assert "python3 (Python 3.11) lacks the modules venv and ensurepip" in run.stderr
    assert "apt-get install python3-venv" in run.stderr


def test_without_any_python_the_remedy_is_told(tmp_path: Path) -> None:
    run = find(tmp_path)
    assert run.returncode == 2
    assert "no Python found" in run.stderr


def test_the_default_target_lists_the_targets() -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    run = subprocess.run([make, "-C", str(REPOSITORY)], capture_output=True, text=True, timeout=60, check=True)
    for target in ("serve", "test", "check", "lint", "format", "bench"):
        assert f"make {target}" in run.stdout


def test_every_pinned_version_is_exact_and_names_no_address() -> None:
    for line in (REPOSITORY / "constraints.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, version = line.partition("==")
            assert name
            assert version
            assert "/" not in line
