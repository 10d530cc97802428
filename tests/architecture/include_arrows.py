# SPDX-License-Identifier: Apache-2.0
"""Fails on any include between folders that the design does not list. Usage: include_arrows.py SOURCE_ROOT"""
import pathlib
import re
import sys

# folder: the folders whose headers it may include, besides its own. Arrows are transitive (see reachable()).
ARROWS = {
    "core/base": [],
    "core/model": ["core/base"],
    "core/jsonrpc": ["core/model"],
    "core/query": ["core/model"],
    "core/journal": ["core/model"],
    "core/ipc": ["core/model"],
    "core/clients": ["core/model"],
    "core/trust": ["core/jsonrpc"],  # decision 0014: definitions are compared as JSON
    "core/store": ["core/model", "core/query", "core/ipc", "core/journal"],  # decision 0002: the store folds journals
    "core/mcp": ["core/jsonrpc"],
    "core/inspect": ["core/mcp"],
    "core/policy": ["core/model", "core/query", "core/trust"],
    "core/intelligence": ["core/ipc", "core/policy"],  # decision 0017: lists are looked up at launches
    "core/learning": ["core/trust"],  # decision 0021: what wrappers learned is kept at the edge
    "core/pipeline": ["core/inspect", "core/policy", "core/trust", "core/mcp"],
    "core/relay": ["core/pipeline"],
    "core/service": ["core/store", "core/journal", "core/ipc", "core/clients", "core/policy", "core/trust", "core/query",
                     "core/mcp", "core/intelligence", "core/learning"],  # decision 0007: how clients wait
    "app/wrap": ["core/relay", "core/ipc", "core/journal", "core/clients", "core/intelligence", "core/learning"],  # decision 0003: clients, to read its own entry
    "app/bridge": ["core/base", "core/jsonrpc"],
    "app/restore": ["core/clients"],
    "app/cli": ["core/service", "ui/text"],
    "app/desktop": ["core/service", "ui/text", "ui/models", "ui/widgets", "ui/approvals", "ui/pages", "ui/tray"],
    "ui/text": ["core/service"],
    "ui/models": ["ui/text"],
    "ui/widgets": ["ui/models"],
    "ui/approvals": ["ui/models", "ui/widgets"],  # decision 0005
    "ui/pages": ["ui/models", "ui/widgets"],
    "ui/tray": ["ui/models", "ui/widgets"],
}
# What ui must not see even through a transitive arrow.
NEVER = {"ui": ["core/store", "core/relay"]}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def reachable(folder):
    seen, todo = set(), list(ARROWS.get(folder, []))
    while todo:
        other = todo.pop()
        if other not in seen:
            seen.add(other)
            todo.extend(ARROWS.get(other, []))
    return seen


def folder_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else None


def problems_of(name, text):
    """The forbidden includes of one file, `name` being its path from the root."""
    folder = folder_of(name)
    if folder not in ARROWS:
        return [f"{name}: folder {folder} is in no arrow of the design"]
    allowed = reachable(folder) | {folder}
    found = []
    for kind, included in INCLUDE.findall(text):
        if kind == "<":
            if included.startswith("Q") and folder.startswith("core/") and folder != "core/service":
                found.append(f"{name}: <{included}>: no Qt in core but core/service")
            if included.startswith("Q") and folder in ("app/wrap", "app/restore"):
                found.append(f"{name}: <{included}>: no Qt in {folder}")
            if included == "sqlite3.h" and folder != "core/store":
                found.append(f"{name}: only core/store speaks to SQLite")
            continue
        target = folder_of(included)
        if included.split("/")[0] == "app" and target != folder:
            found.append(f"{name}: includes {included}: nobody includes app")
        elif target in ARROWS and target not in allowed:
            found.append(f"{name}: includes {included}: {folder} may not include {target}")
        elif any(folder.startswith(top + "/") and target in banned for top, banned in NEVER.items()):
            found.append(f"{name}: includes {included}: {folder} must not see {target}")
    return found


def main(root):
    root = pathlib.Path(root)
    problems, files = [], 0
    for top in ("app", "core", "ui"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".h", ".cpp", ".def"):
                files += 1
                problems += problems_of(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    for problem in problems:
        print(problem)
    print(f"{files} files, {len(problems)} forbidden includes")
    return 1 if problems or files < 50 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
