# SPDX-License-Identifier: Apache-2.0
"""Rules about the source that a compiler does not check. Usage: source_rules.py SOURCE_ROOT"""
import pathlib
import re
import subprocess
import sys

PLATFORM_FILE = re.compile(r"_(posix|linux|mac|win|x11|sse2|neon)\.(cpp|h)$")
PLATFORM_IFDEF = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*\b(?:__linux__|__APPLE__|_WIN32|Q_OS_\w+)", re.MULTILINE)
NESTED_LOOP = re.compile(r"\bQEventLoop\b|\bprocessEvents\s*\(|(?<!QApplication)(?<!QGuiApplication)(?<!QCoreApplication)(?:\.|->|::)exec\(\)")
SKIPPED_TEST = re.compile(r"\b(?:QSKIP|QEXPECT_FAIL|DISABLED_\w+)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|farm)/")
BINARY_FOLDERS = ("resources/classifier/", "tests/data/", "tests/fuzz/corpus/")
MAX_README_LINES = 40
README_FOLDERS = ("app", "core", "ui", "resources", "installers", "tests")


def problems_of(name, text):
    """What is wrong with one file, `name` being its path from the root."""
    found = []
    is_code = name.endswith((".h", ".cpp"))
    if is_code and name.startswith(("app/", "core/", "ui/")):
        if PLATFORM_IFDEF.search(text) and not PLATFORM_FILE.search(name):
            found.append(f"{name}: a platform #if belongs into a *_posix, *_linux, *_mac or *_win file")
        if NESTED_LOOP.search(text) and not name.endswith("main.cpp"):
            found.append(f"{name}: no nested event loops, no exec() of dialogs")
    if is_code and "SPDX-License-Identifier: Apache-2.0" not in text[:200]:
        found.append(f"{name}: the first line names the licence")
    if is_code and name.startswith("tests/") and SKIPPED_TEST.search(text):
        found.append(f"{name}: a skipped test is a defect")
    if not name.startswith(("tests/architecture/", "tests/data/")) and MACHINE_PATH.search(text):
        found.append(f"{name}: names a path of somebody's machine")
    return found


def readme_problems(root):
    found = []
    for folder in README_FOLDERS:
        readme = root / folder / "README.md"
        if not readme.is_file():
            found.append(f"{folder}/README.md is missing")
        elif len(readme.read_text(encoding="utf-8").splitlines()) > MAX_README_LINES:
            found.append(f"{folder}/README.md has more than {MAX_README_LINES} lines")
    return found


def tracked_files(root):
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True).stdout
    return [name for name in listed.decode("utf-8").split("\0") if name]


def main(root):
    root = pathlib.Path(root)
    problems = readme_problems(root)
    names = tracked_files(root)
    for name in names:
        path = root / name
        if path.is_symlink() or not path.is_file():
            continue
        try:
            problems += problems_of(name, path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            if not name.endswith((".png", ".ico")) and not name.startswith(BINARY_FOLDERS):
                problems.append(f"{name}: neither UTF-8 nor a picture")
    for problem in problems:
        print(problem)
    print(f"{len(names)} files, {len(problems)} problems")
    return 1 if problems or len(names) < 50 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
