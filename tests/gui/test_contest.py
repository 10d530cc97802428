# SPDX-License-Identifier: Apache-2.0
"""Two servers of one client that bring the same tool at the same moment: one card, one answer, and one Undo that takes all of it back."""
import json
import os
import subprocess
import time

from guitest import (CARD, DEAD_TIME, DESKTOP, HOME, Client, Desktop, card, decisions, everything, application, find, journal_events, main,
                     picture, press, run, sample_server, wait_for, window, windows)

CONFIG = f"{HOME}/.config/Claude/claude_desktop_config.json"
MAIN = "^Gatehouse$"
SERVERS = {"docs": "Finds a page", "web": "Looks it up"}
USED = "Undo: “{}” goes on being used, “{}” stays hidden."


def command(name):
    return [*sample_server(), "search", SERVERS[name]]


def config():
    with open(CONFIG, encoding="utf-8") as file:
        return json.load(file)["mcpServers"]


def protects_two_servers():
    os.makedirs(os.path.dirname(CONFIG))
    with open(CONFIG, "w", encoding="utf-8") as file:
        json.dump({"mcpServers": {name: {"command": command(name)[0], "args": command(name)[1:]} for name in SERVERS}}, file)
    desktop = Desktop()
    press(find("push button", "Protect 2 servers", 30))
    wait_for(lambda: all("gatehouse-wrap" in entry["command"] for entry in config().values()))
    references = {name: next(word for word in entry["args"] if word.startswith("--entry="))[len("--entry="):]
                  for name, entry in config().items()}

    def are_known():
        """the entries in the snapshot"""
        with open(f"{HOME}/.local/state/gatehouse/snapshot", "rb") as file:
            snapshot = file.read()
        return all(reference.encode() in snapshot for reference in references.values())
    wait_for(are_known)
    return desktop, references


def answers(button):
    card()
    time.sleep(DEAD_TIME + 0.2)
    press(find("push button", button))


def starts(references):
    clients = {}
    for name in SERVERS:
        before = len(decisions("always"))
        clients[name] = Client(*command(name), name="claude-ai", entry=references[name])
        answers("Always allow")
        wait_for(lambda: len(decisions("always")) > before)
        wait_for(lambda: not windows(CARD))
    return clients


def tools(clients):
    return {name: client.tools() for name, client in clients.items()}


def both_bring_the_same_and_neither_is_seen(clients):
    wait_for(lambda: tools(clients) == {"docs": [], "web": []})
    wait_for(lambda: len([event for event in journal_events() if event.get("kind") == "call-pending"]) >= 2)


def opens_the_card():
    subprocess.run([DESKTOP, "--review"], check=True, timeout=20)
    card()
    wait_for(lambda: any("ONE NAME, TWO SERVERS" in (node.name or "") for node in everything(application())))


def undone():
    return [event for event in journal_events() if event.get("kind") == "revoked" and event.get("reason") == "undone"]


def one_answer_settles_it(clients):
    opens_the_card()
    picture("contest-card", card())
    answers("Always allow")
    wait_for(lambda: tools(clients) in ({"docs": ["search"], "web": []}, {"docs": [], "web": ["search"]}))
    used = next(name for name, seen in tools(clients).items() if seen)
    return used, next(name for name in SERVERS if name != used)


def shows(text):
    subprocess.run([DESKTOP, "--catalog"], check=True, timeout=20)
    run("xdotool", "windowactivate", "--sync", window(MAIN))
    return find("push button", text)


def one_undo_takes_all_of_it_back(clients, used, hidden):
    shows(USED.format(used, hidden))
    picture("contest-undo", window(MAIN))
    run("xdotool", "key", "ctrl+z")
    wait_for(lambda: len(undone()) == 2)
    wait_for(lambda: tools(clients) == {"docs": [], "web": []})


def the_card_is_back_and_can_be_answered_otherwise(clients, used, hidden):
    opens_the_card()
    time.sleep(DEAD_TIME + 0.2)
    press(find("push button", f"Use “{hidden}” instead"))
    answers("Always allow")
    wait_for(lambda: tools(clients) == {used: [], hidden: ["search"]})
    press(shows(USED.format(hidden, used)))  # the button this time
    wait_for(lambda: len(undone()) == 4)
    wait_for(lambda: tools(clients) == {"docs": [], "web": []})


def everything_in_order():
    desktop, references = protects_two_servers()
    clients = starts(references)
    both_bring_the_same_and_neither_is_seen(clients)
    used, hidden = one_answer_settles_it(clients)
    one_undo_takes_all_of_it_back(clients, used, hidden)
    the_card_is_back_and_can_be_answered_otherwise(clients, used, hidden)
    for client in clients.values():
        client.stop()
    desktop.stop()


main([everything_in_order])
