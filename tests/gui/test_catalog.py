# SPDX-License-Identifier: Apache-2.0
"""What the catalog does with a server that runs: undo, revoke, deny, review, each by what a person has: keys, pointer, tree."""
import json
import os
import subprocess
import time

import pyatspi

from guitest import (CARD, DEAD_TIME, DESKTOP, HOME, Client, Desktop, application, card, click, decisions, everything,
                     find, journal_events, main, never, picture, press, run, sample_server, wait_for, window, windows)

CONFIG = f"{HOME}/.config/Claude/claude_desktop_config.json"
MAIN = "^Gatehouse$"


def names():
    return " | ".join(node.name for node in everything(application()) if node.name)


def config():
    with open(CONFIG, encoding="utf-8") as file:
        return file.read()


def protects_one_server():
    os.makedirs(os.path.dirname(CONFIG))
    with open(CONFIG, "w", encoding="utf-8") as file:
        json.dump({"mcpServers": {"notes": {"command": sample_server()[0], "args": sample_server()[1:]}}}, file, indent=2)
    desktop = Desktop()
    press(find("push button", "Protect 1 server", 30))
    wait_for(lambda: "gatehouse-wrap" in config())
    entry = json.loads(config())["mcpServers"]["notes"]
    reference = next(word for word in entry["args"] if word.startswith("--entry="))[len("--entry="):]

    def is_known():
        """the entry in the snapshot"""
        with open(f"{HOME}/.local/state/gatehouse/snapshot", "rb") as file:
            return reference.encode() in file.read()
    wait_for(is_known)
    return desktop, reference


def show_catalog():
    subprocess.run([DESKTOP, "--catalog"], check=True, timeout=20)
    run("xdotool", "windowactivate", "--sync", window(MAIN))


def waits(reference):
    client = Client(*sample_server(), name="claude-ai", entry=reference)
    card()
    return client


def allows():
    card()
    time.sleep(DEAD_TIME + 0.2)
    press(find("push button", "Always allow"))
    wait_for(lambda: not windows(CARD))


def is_enabled(name):

    return find("push button", name).getState().contains(pyatspi.STATE_SENSITIVE)


def ended(client):
    """the server has been ended"""
    try:
        return client.process.poll() is not None or client.tools() == []
    except (AssertionError, OSError):  # it closed the connection while it was asked
        return True


def revocations(why):
    return [event for event in journal_events() if event.get("kind") == "revoked" and event.get("reason") == why]


def catalog_opens_the_card_and_approves_nothing(reference):
    client = waits(reference)
    run("xdotool", "windowactivate", "--sync", card())
    run("xdotool", "key", "Escape")
    wait_for(lambda: not windows(CARD))
    show_catalog()
    wait_for(lambda: is_enabled("Review…"))
    before = len(decisions())
    press(find("push button", "Review…"))
    card()
    assert len(decisions()) == before
    allows()
    wait_for(lambda: client.tools() == ["read_note", "write_note"])
    return client


def undo_by_key_brings_the_card_back(client):
    show_catalog()
    find("push button", "Undo: “notes” may always start.")
    picture("catalog-undo", window(MAIN))
    run("xdotool", "key", "ctrl+z")
    wait_for(lambda: revocations("undone"))
    wait_for(lambda: ended(client))
    client.stop()


def revoke_stops_what_runs(reference):
    client = waits(reference)
    allows()
    wait_for(lambda: client.tools() == ["read_note", "write_note"])
    show_catalog()
    wait_for(lambda: "Running" in names())
    wait_for(lambda: is_enabled("Revoke"))
    click(find("push button", "Revoke"))
    wait_for(lambda: revocations("revoked"))
    # xdotool clicks through XTEST: what is done in the main window says so, too.
    assert "synthetic" in str(revocations("revoked")[0]), revocations("revoked")
    wait_for(lambda: ended(client))
    client.stop()
    find("push button", "Undo: “notes” is no longer approved. Where it ran, it was stopped; its next start asks you.")
    picture("catalog-revoked", window(MAIN))


def undo_button_approves_it_again(reference):
    press(find("push button", "Undo: “notes” is no longer approved. Where it ran, it was stopped; its next start asks you."))
    wait_for(lambda: "Approved" in names() or "Running" in names())
    client = Client(*sample_server(), name="claude-ai", entry=reference)
    wait_for(lambda: client.tools() == ["read_note", "write_note"])
    assert not windows(CARD)
    return client


def deny_by_key_stops_it_for_good(client, reference):
    show_catalog()
    wait_for(lambda: is_enabled("Deny"))
    run("xdotool", "key", "ctrl+d")
    wait_for(lambda: decisions("deny"))
    wait_for(lambda: ended(client))
    client.stop()
    wait_for(lambda: "Denied" in names())
    again = Client(*sample_server(), name="claude-ai", entry=reference)
    never(lambda: windows(CARD), 0.7)
    assert ended(again)
    again.stop()
    wait_for(lambda: is_enabled("Ask again"))


def everything_in_order():
    desktop, reference = protects_one_server()
    client = catalog_opens_the_card_and_approves_nothing(reference)
    undo_by_key_brings_the_card_back(client)
    revoke_stops_what_runs(reference)
    client = undo_button_approves_it_again(reference)
    deny_by_key_stops_it_for_good(client, reference)
    desktop.stop()


main([everything_in_order])
