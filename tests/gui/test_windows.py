# SPDX-License-Identifier: Apache-2.0
"""The windows with real data: a client's file on disk, a real session behind the wrapper, protection and its undoing."""
import json
import os
import time

from guitest import (CARD, DEAD_TIME, HOME, Client, Desktop, card, click, everything, application, find, find_starting, main, picture, press, run,
                     sample_server, wait_for, window, windows)

CONFIG = f"{HOME}/.config/Claude/claude_desktop_config.json"


def write_config():
    os.makedirs(os.path.dirname(CONFIG))
    text = json.dumps({"mcpServers": {
        "notes": {"command": sample_server()[0], "args": sample_server()[1:]},
        "files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", HOME]},
        "memory": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-memory@2025.8.4"],
                   "env": {"MEMORY_FILE_PATH": f"{HOME}/memory.json"}},
        "search": {"type": "http", "url": "https://example.com/mcp"}}}, indent=2)
    with open(CONFIG, "w", encoding="utf-8") as file:
        file.write(text)
    return text


def config():
    with open(CONFIG, encoding="utf-8") as file:
        return file.read()


def names():
    """Every name that a screen reader can reach now."""
    return " | ".join(node.name for node in everything(application()) if node.name)


def first_run_shows_the_change_and_makes_none(before):
    window("^Gatehouse$")
    find("push button", "Protect 3 servers", 30)
    assert "notes" in names() and "remote" in names(), names()
    picture("first-run", window("^Gatehouse$"))
    assert config() == before, "changed before consent"


def consent_changes_the_file(before):
    press(find("push button", "Protect 3 servers"))
    wait_for(lambda: "gatehouse-wrap" in config())
    entries = json.loads(config())["mcpServers"]
    assert entries["search"] == json.loads(before)["mcpServers"]["search"]
    for name in ("notes", "files", "memory"):
        assert entries[name]["command"].endswith("/.local/lib/gatehouse/gatehouse-wrap"), entries[name]
    return entries["notes"]


def session_shows_in_the_windows(entry):
    reference = next(word for word in entry["args"] if word.startswith("--entry="))[len("--entry="):]
    client = Client(*sample_server(), name="claude-ai", entry=reference)
    card()
    time.sleep(DEAD_TIME + 0.2)
    picture("card-entry", card())
    # Started the moment the file named the wrapper: the one card says where the launch comes from.
    assert len(windows(CARD)) == 1 and "claude_desktop_config.json" in names(), names()
    press(find("push button", "Always allow"))
    wait_for(lambda: not windows(CARD))
    wait_for(lambda: client.tools() == ["read_note", "write_note"])
    for _ in range(3):
        client.request("tools/call", {"name": "read_note", "arguments": {"path": "todo"}})
    return client


def pages_show_rows():
    for page, words in (("timeline", ("tools/call", "read_note", "notes")), ("catalog", ("notes", "Running"))):
        os.spawnv(os.P_WAIT, f"{os.environ['GUITEST_BUILD']}/app/desktop/gatehouse", ["gatehouse", f"--{page}"])
        shown = window("^Gatehouse$")
        try:
            for word in words:
                wait_for(lambda w=word: w in names(), 10)
        finally:
            picture(page, shown)


def details():
    """What the timeline says of the chosen event."""
    return next((node.queryText().getText(0, -1) for node in everything(application())
                 if node.name == "Details of the chosen event"), "")


def chosen_says(outcome, sentences):
    """Of the event with this outcome, chosen anew where rows have come above it since it was looked for."""
    click(find_starting("table cell", outcome))
    end = time.monotonic() + 2
    while time.monotonic() < end:
        if all(sentence in details() for sentence in sentences):
            return True
        time.sleep(0.1)
    return False


def findings_show_in_words(client):
    """What was found stands in the timeline as a sentence, and the value nowhere."""
    for path in ("keys", "inbox"):
        client.request("tools/call", {"name": "read_note", "arguments": {"path": path}})
    os.spawnv(os.P_WAIT, f"{os.environ['GUITEST_BUILD']}/app/desktop/gatehouse", ["gatehouse", "--timeline"])
    shown = window("^Gatehouse$")
    for outcome, name, sentences in (("redacted", "timeline-findings", ("A GitHub personal access token", "github-token")),
                                     ("blocked", "timeline-injection", ("instructions",))):
        try:
            wait_for(lambda o=outcome, s=sentences: chosen_says(o, s), 20)
            assert "q7Rz2LxV9m" not in details(), details()
        finally:
            picture(name, shown)


def undo_puts_the_file_back(before):
    os.spawnv(os.P_WAIT, f"{os.environ['GUITEST_BUILD']}/app/desktop/gatehouse", ["gatehouse", "--protect"])
    press(find("push button", "Undo all"))
    wait_for(lambda: config() == before)


def everything_in_order():
    before = write_config()
    desktop = Desktop()
    first_run_shows_the_change_and_makes_none(before)
    entry = consent_changes_the_file(before)
    client = session_shows_in_the_windows(entry)
    pages_show_rows()
    findings_show_in_words(client)
    client.stop()
    undo_puts_the_file_back(before)
    desktop.stop()


main([everything_in_order])
