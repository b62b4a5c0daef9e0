"""What a release is made of."""

from hashlib import sha256
from pathlib import Path
import shutil
import subprocess
import time
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "blink_doctor"


def release(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(root / "scripts" / "release"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_archives_have_the_same_bytes(tmp_path: Path) -> None:
    """Also when the files of one are newer and its caches are full."""
    copy = tmp_path / "copy"
    for part in ("scripts", "custom_components"):
        shutil.copytree(ROOT / part, copy / part)
    later = time.time() + 100_000
    for path in copy.rglob("*.json"):
        path.touch()
        path.chmod(0o600)
    caches = copy / "custom_components/blink_doctor/__pycache__"
    caches.mkdir(exist_ok=True)
    (caches / "more.pyc").write_bytes(str(later).encode())
    digests = []
    for number, root in enumerate((ROOT, copy)):
        target = tmp_path / f"{number}.zip"
        done = release(root, str(target))
        assert (done.returncode, done.stderr) == (0, "")
        digests.append(sha256(target.read_bytes()).hexdigest())
        assert done.stdout.split()[0] == digests[-1]
    assert digests[0] == digests[1]


def test_the_archive_has_all_that_the_folder_has(tmp_path: Path) -> None:
    """The manifest at its top, where HACS looks for it."""
    target = tmp_path / "blink_doctor.zip"
    assert release(ROOT, str(target)).returncode == 0
    tracked = subprocess.run(
        ["git", "ls-files", "."],
        cwd=INTEGRATION,
        capture_output=True,
        text=True,
        check=True,
    )
    with ZipFile(target) as archive:
        assert sorted(tracked.stdout.split()) == sorted(archive.namelist())
        assert "manifest.json" in archive.namelist()


@pytest.mark.parametrize(
    ("tag", "file", "old", "new", "said"),
    [
        ("0.1.0", None, "", "", "0.1.0: a tag is v1.2.3, or v1.2.3b1 before that"),
        ("v0.1.0", None, "", "", "v0.1.0 fits"),
        (
            "v0.2.0",
            None,
            "",
            "",
            "manifest.json: the version is 0.1.0, not 0.2.0\n"
            "CHANGELOG.md: there is no section 0.2.0",
        ),
        (
            "v0.1.0",
            "CHANGELOG.md",
            "## 0.1.0",
            "## 0.1.0\n\n## 0.0.9",
            "CHANGELOG.md: the section 0.1.0 is empty",
        ),
        (
            "v0.1.0",
            "hacs.json",
            '"zip_release": true',
            '"zip_release": false',
            "hacs.json: HACS would not look for blink_doctor.zip",
        ),
    ],
)
def test_a_tag_fits_or_what_does_not_is_named(
    tmp_path: Path, tag: str, file: str | None, old: str, new: str, said: str
) -> None:
    """The manifest, the changelog, what HACS looks for."""
    for part in ("scripts", "CHANGELOG.md", "hacs.json"):
        path = ROOT / part
        (shutil.copytree if path.is_dir() else shutil.copy)(path, tmp_path / part)
    manifest = tmp_path / "custom_components/blink_doctor/manifest.json"
    manifest.parent.mkdir(parents=True)
    shutil.copy(INTEGRATION / "manifest.json", manifest)
    if file is not None:
        text = (tmp_path / file).read_text("utf-8")
        assert old in text
        (tmp_path / file).write_text(text.replace(old, new, 1), "utf-8")
    done = release(tmp_path, "--check", tag)
    assert (done.stdout.strip(), done.returncode) == (said, said != f"{tag} fits")
