# SPDX-License-Identifier: Apache-2.0
"""The card in a real session: a real wrapper asks, and keys, the pointer and the accessibility tree answer."""
import os
import subprocess
import time

from guitest import (CARD, DEAD_TIME, Client, Desktop, active_window, card, centre_of, click, decisions, find, journal_events, main, never,
                     picture, press, run, sample_server, wait_for, window, windows)


def asks_without_taking_the_focus():
    editor = subprocess.Popen(["xterm", "-T", "editor", "-e", "cat > $HOME/typed"], shell=False)
    old = window("editor")
    run("xdotool", "windowactivate", "--sync", old)
    client = Client(*sample_server())
    card()
    assert active_window() == old, "the card took the focus"
    run("xdotool", "type", "hello\n")
    run("xdotool", "key", "ctrl+d")
    editor.wait(20)
    with open(os.environ["HOME"] + "/typed", encoding="utf-8") as typed:
        assert typed.read() == "hello\n", "typed text went astray"
    assert not decisions()
    find("push button", "Allow once")
    time.sleep(DEAD_TIME)
    picture("card", card())
    return client


def enter_and_space_decide_nothing():
    run("xdotool", "windowactivate", "--sync", card())
    time.sleep(DEAD_TIME)
    for key in ("Return", "space", "KP_Enter"):
        run("xdotool", "key", key)
    never(decisions, 0.5)
    assert windows(CARD)


def click_in_the_dead_time_decides_nothing():
    # Another window gets the focus and gives it back: the dead time starts anew.
    allow = find("push button", "Allow once")
    run("xdotool", "mousemove", "5", "5")
    other = subprocess.Popen(["xterm", "-T", "other"])
    run("xdotool", "windowactivate", "--sync", window("other"))
    x, y = centre_of(allow)
    # In one go: on a busy machine a second program would come when the dead time is over.
    run("xdotool", "windowactivate", "--sync", card(), "mousemove", str(x), str(y), "click", "1")
    never(decisions, 0.5)
    other.terminate()
    other.wait()


def sent_click_is_dropped():
    time.sleep(DEAD_TIME)
    allow = find("push button", "Allow once")
    box = allow.queryComponent().getExtents(1)  # relative to the window
    run("xdotool", "mousemove", "--window", card(), str(box.x + box.width // 2), str(box.y + box.height // 2))
    run("xdotool", "click", "--window", card(), "1")  # XSendEvent, not XTEST
    never(decisions, 0.5)


def click_after_the_dead_time_allows(client):
    time.sleep(DEAD_TIME)
    click(find("push button", "Allow once"))
    decision = wait_for(decisions)[0]
    assert decision["reason"] == "once", decision
    # xdotool clicks through XTEST: the decision says so.
    assert "synthetic" in str(decision), decision
    wait_for(lambda: not windows(CARD))
    wait_for(lambda: client.tools() == ["read_note", "write_note"])


def chord_denies():
    client = Client(*sample_server(), "second")
    run("xdotool", "windowactivate", "--sync", card())
    run("xdotool", "key", "alt+d")
    never(lambda: decisions("deny"), 0.3)
    time.sleep(DEAD_TIME)
    run("xdotool", "key", "alt+d")
    wait_for(lambda: decisions("deny"))
    client.stop()


def escape_keeps_the_question():
    before = len(decisions())
    client = Client(*sample_server(), "third")
    run("xdotool", "windowactivate", "--sync", card())
    run("xdotool", "key", "Escape")
    wait_for(lambda: not windows(CARD))
    assert len(decisions()) == before
    client.stop()


def assistive_technology_presses():
    before = len(decisions())
    client = Client(*sample_server(), "fourth")
    card()
    time.sleep(DEAD_TIME + 0.2)
    press(find("push button", "Always allow"))
    wait_for(lambda: len(decisions()) > before)
    assert any("accessibility" in str(decision) for decision in decisions())
    wait_for(lambda: client.tools() == ["read_note", "write_note"])
    client.stop()


def everything_in_order():
    desktop = Desktop("--background")
    client = asks_without_taking_the_focus()
    enter_and_space_decide_nothing()
    click_in_the_dead_time_decides_nothing()
    sent_click_is_dropped()
    click_after_the_dead_time_allows(client)
    client.stop()
    chord_denies()
    escape_keeps_the_question()
    assistive_technology_presses()
    assert any(event.get("kind") == "pending" for event in journal_events())
    desktop.stop()


main([everything_in_order])
