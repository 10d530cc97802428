# SPDX-License-Identifier: Apache-2.0
"""What the GUI tests share: the programs under test, a real client's side of a wrapper, the pointer, the accessibility tree,
and screenshots. Everything is waited for; nothing is slept for but the card's dead time, which is what is tested."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
import pyatspi  # noqa: E402

BUILD = os.environ["GUITEST_BUILD"]
PICTURES = os.environ["GUITEST_PICTURES"]
HOME = os.environ["HOME"]
DEAD_TIME = 0.7
DESKTOP = f"{BUILD}/app/desktop/gatehouse"
BUILT_WRAPPER = f"{BUILD}/app/wrap/gatehouse-wrap"
WRAPPER = f"{HOME}/.local/lib/gatehouse/gatehouse-wrap"  # the desktop believes no wrapper that lies elsewhere


def wait_for(what, seconds=20, every=0.05):
    """The first true answer of `what`; the test fails where none comes."""
    end = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain: {getattr(what, '__doc__', None) or what}")
        time.sleep(every)


def never(what, seconds):
    """`what` must stay false for so long: for what must not happen there is no event to wait for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert not what(), "happened, and must not"
        time.sleep(0.05)


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30, **options).stdout


class Desktop:
    """The program under test."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([DESKTOP, *arguments])
        wait_for(lambda: os.path.exists(f"{HOME}/.local/state/gatehouse/ctl.sock") or self.process.poll() is not None)
        assert self.process.poll() is None, f"gatehouse ended with {self.process.returncode}"

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Client:
    """A client that starts a server behind the wrapper and speaks to it."""

    def __init__(self, *command, name="claude-code", entry=None):
        if not os.path.exists(WRAPPER):
            os.makedirs(os.path.dirname(WRAPPER), mode=0o700, exist_ok=True)
            shutil.copy(BUILT_WRAPPER, WRAPPER)
        words = [WRAPPER] + ([f"--entry={entry}"] if entry else []) + list(command)
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        start_new_session=True)
        self.next_id = 0
        self.initialize(name)

    def send(self, message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def request(self, method, params=None):
        self.next_id += 1
        self.send({"id": self.next_id, "method": method, "params": params or {}})
        while True:
            line = self.process.stdout.readline()
            assert line, "the wrapper closed its output"
            answer = json.loads(line)
            if answer.get("id") == self.next_id:
                return answer

    def initialize(self, name):
        answer = self.request("initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                                             "clientInfo": {"name": name, "version": "1"}})
        self.send({"method": "notifications/initialized"})
        return answer

    def tools(self):
        return [tool["name"] for tool in self.request("tools/list").get("result", {}).get("tools", [])]

    def stop(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass  # the wrapper ended first, as after a denial
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


# Windows, by the names that the window manager knows.

def windows(title):
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], capture_output=True, text=True)
    return found.stdout.split()


def window(title, seconds=20):
    return wait_for(lambda: windows(title), seconds)[0]


def active_window():
    found = subprocess.run(["xdotool", "getactivewindow"], capture_output=True, text=True)
    return found.stdout.strip()


CARD = "Gatehouse: approval"


def card():
    return window(CARD)


def picture(name, of=None):
    path = f"{PICTURES}/{name}.png"
    run("import", "-window", of or "root", path)
    return path


# The accessibility tree.

def application():
    desktop = pyatspi.Registry.getDesktop(0)
    for child in desktop:
        if child and child.name.lower() == "gatehouse":
            return child
    return None


def everything(node):
    if node is None:
        return
    yield node
    for at in range(node.childCount):
        try:
            yield from everything(node.getChildAtIndex(at))
        except Exception:  # a node that went away meanwhile
            continue


def find_where(role, is_named, seconds, what):
    def look():
        for node in everything(application()):
            try:
                if node.getRoleName() == role and is_named(node.name) and node.getState().contains(pyatspi.STATE_SHOWING):
                    return node
            except Exception:
                continue
        return None
    look.__doc__ = f"{role} “{what}” in the accessibility tree"
    return wait_for(look, seconds)


def find(role, name, seconds=20):
    return find_where(role, lambda other: other == name, seconds, name)


def find_starting(role, name, seconds=20):
    return find_where(role, lambda other: other.startswith(name), seconds, f"{name}…")


def centre_of(node):
    box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    return box.x + box.width // 2, box.y + box.height // 2


def press(node):
    actions = node.queryAction()
    for at in range(actions.nActions):
        if actions.getName(at).lower() == "press":
            actions.doAction(at)
            return
    raise AssertionError(f"{node.name} cannot be pressed")


def click(node):
    x, y = centre_of(node)
    run("xdotool", "mousemove", str(x), str(y))
    run("xdotool", "click", "1")


def journal_events():
    """What all journals say, in no order."""
    folder = f"{HOME}/.local/state/gatehouse/journal"
    events = []
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        with open(f"{folder}/{name}", encoding="utf-8") as lines:
            for line in lines:
                if line.endswith("\n"):
                    events.append(json.loads(line))
    return events


def decisions(choice=None):
    """What the user decided, as the desktop's own journal has it; `choice`: "once", "deny" …"""
    return [event for event in journal_events()
            if event.get("kind") == "decision" and choice in (None, event.get("reason"))]


SERVER = f"{HOME}/servers/notes.py"


def sample_server():
    """A command that starts a small server; every test has its own HOME, so it is unknown to each."""
    if not os.path.exists(SERVER):
        os.makedirs(os.path.dirname(SERVER))
        shutil.copy(f"{os.path.dirname(os.path.abspath(__file__))}/sample_server.py", SERVER)
    return ["/usr/bin/python3", SERVER]


def main(tests):
    """Runs the tests one after the other; the first failure ends the program."""
    for test in tests:
        print(f"--- {test.__name__}", flush=True)
        test()
    print("all passed")
    sys.exit(0)
