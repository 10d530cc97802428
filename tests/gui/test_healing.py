# SPDX-License-Identifier: Apache-2.0
"""What a person sees when clients change their own files: a new server asks, a dropped one is put back in one click, an unwrapped
one is guarded again, also after the desktop was killed in the middle."""
import json
import os
import subprocess

from guitest import (DESKTOP, HOME, Desktop, application, everything, find, journal_events, main, picture, press, run,
                     sample_server, wait_for, window)

CONFIG = f"{HOME}/.config/Claude/claude_desktop_config.json"
MAIN = "^Gatehouse$"


def write(servers):
    """As clients do: a new file takes the old one's place."""
    os.makedirs(os.path.dirname(CONFIG), exist_ok=True)
    with open(CONFIG + ".new", "w", encoding="utf-8") as file:
        json.dump({"mcpServers": servers}, file, indent=2)
    os.replace(CONFIG + ".new", CONFIG)


def servers():
    with open(CONFIG, encoding="utf-8") as file:
        return json.load(file)["mcpServers"]


def bare():
    return {"command": sample_server()[0], "args": sample_server()[1:]}


def is_guarded(name):
    entry = servers().get(name)
    return entry is not None and entry["command"].endswith("gatehouse-wrap")


def show(page):
    subprocess.run([DESKTOP, f"--{page}"], check=True, timeout=20)
    run("xdotool", "windowactivate", "--sync", window(MAIN))


def says(part):
    return any(part in node.name for node in everything(application()) if node.name)


def changes(reason):
    return [event for event in journal_events()
            if event["kind"] == "client-file-change" and event.get("reason") == reason]


def protects_one_server():
    write({"notes": bare()})
    desktop = Desktop()
    press(find("push button", "Protect 1 server", 30))
    wait_for(lambda: is_guarded("notes"))
    wait_for(lambda: changes("first-seen") or changes("by-gatehouse"))  # as it was looked at before the protection, or after
    return desktop


def a_new_server_asks():
    write({**servers(), "files": bare()})
    show("review")
    find("push button", "Leave unguarded")
    assert says("“files” is new and not guarded")
    picture("healing-new", window(MAIN))
    assert not is_guarded("files")
    press(find("push button", "Leave unguarded"))
    wait_for(lambda: changes("left-unguarded"))
    wait_for(lambda: not says("“files” is new and not guarded"))
    assert not is_guarded("files")


def a_new_server_is_protected_after_its_preview():
    write({**servers(), "third": bare()})
    show("review")
    press(find("push button", "Protect…"))
    find("push button", "Protect 2 servers", 30)  # the one that was left may be guarded here, too
    picture("healing-preview", window(MAIN))


def a_dropped_server_is_put_back():
    write({name: entry for name, entry in servers().items() if name != "notes"})
    show("review")
    find("push button", "Put back")
    assert says("dropped “notes” from its file")
    picture("healing-dropped", window(MAIN))
    press(find("push button", "Put back"))
    wait_for(lambda: is_guarded("notes"))
    wait_for(lambda: not says("dropped “notes” from its file"))


def a_killed_desktop_goes_on_where_it_was(desktop):
    write({"notes": bare()})
    desktop.process.kill()  # before the quiet period is over, or in the middle of the write
    desktop.process.wait(20)
    os.unlink(f"{HOME}/.local/state/gatehouse/ctl.sock")
    again = Desktop()
    wait_for(lambda: is_guarded("notes"))
    show("timeline")
    wait_for(lambda: says("notes was unwrapped"))
    picture("healing-timeline", window(MAIN))
    again.stop()


def everything_in_order():
    desktop = protects_one_server()
    a_new_server_asks()
    a_new_server_is_protected_after_its_preview()
    a_dropped_server_is_put_back()
    a_killed_desktop_goes_on_where_it_was(desktop)


main([everything_in_order])
