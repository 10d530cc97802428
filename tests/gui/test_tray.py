# SPDX-License-Identifier: Apache-2.0
"""Tray and notifications, asked over D-Bus as a panel asks: what they say, and that none of them can allow anything."""
import os
import re
import subprocess

from guitest import CARD, Client, Desktop, DESKTOP, HOME, main, never, run, sample_server, wait_for, window, windows


def tray_item():
    """the tray's item"""
    answer = run("gdbus", "call", "--session", "--dest", "org.kde.StatusNotifierWatcher", "--object-path",
                 "/StatusNotifierWatcher", "--method", "org.freedesktop.DBus.Properties.Get",
                 "org.kde.StatusNotifierWatcher", "RegisteredStatusNotifierItems")
    found = re.search(r"'(:[0-9.]+|org\.kde\.StatusNotifierItem[^'/]*)(/[^']*)?'", answer)
    return found and (found.group(1), found.group(2) or "/StatusNotifierItem")


def menu_text():
    service, path = wait_for(tray_item)
    answer = run("gdbus", "call", "--session", "--dest", service, "--object-path", path, "--method",
                 "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierItem", "Menu")
    menu = re.search(r"'(/[^']*)'", answer).group(1)
    return run("gdbus", "call", "--session", "--dest", service, "--object-path", menu, "--method",
               "com.canonical.dbusmenu.GetLayout", "--", "0", "-1", "[]")


def tray_tells_how_things_stand():
    service, path = wait_for(tray_item)
    tip = run("gdbus", "call", "--session", "--dest", service, "--object-path", path, "--method",
              "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierItem", "ToolTip")
    assert "Gatehouse" in tip, tip
    for words in ("Review", "Catalog", "Timeline", "Quit (servers stay guarded, nobody is asked)", "No server is guarded"):
        assert words in menu_text(), (words, menu_text())
    assert "Allow" not in menu_text()


def waiting_server_is_notified():
    with subprocess.Popen(["dbus-monitor", "--session", "interface='org.freedesktop.Notifications',member='Notify'"],
                          stdout=subprocess.PIPE, text=True) as monitor:
        monitor.stdout.readline()
        client = Client(*sample_server())
        window(CARD)
        wait_for(lambda: run("dunstctl", "count", "displayed").strip() == "1")
        monitor.terminate()
        sent = monitor.stdout.read()
    assert '"Review"' in sent and '"Deny…"' in sent, sent
    assert "llow" not in sent, sent
    wait_for(lambda: "Review (1)" in menu_text())
    assert "A server waits for your decision" in menu_text()
    return client


def notification_opens_the_card(client):
    run("xdotool", "windowactivate", "--sync", window(CARD))
    run("xdotool", "key", "Escape")
    wait_for(lambda: not windows(CARD))
    run("dunstctl", "action")
    window(CARD)
    run("xdotool", "key", "Escape")
    client.stop()
    wait_for(lambda: run("dunstctl", "count", "displayed").strip() == "0")


def second_start_shows_the_window():
    ended = subprocess.run([DESKTOP, "--catalog"], timeout=10)
    assert ended.returncode == 0
    window("^Gatehouse$")


def second_background_start_shows_nothing():
    run("xdotool", "windowunmap", window("^Gatehouse$"))
    wait_for(lambda: not windows("^Gatehouse$"))
    assert subprocess.run([DESKTOP, "--background"], timeout=10).returncode == 0
    never(lambda: windows("^Gatehouse$"), 0.5)


def addresses_are_kept_for_wrappers():
    path = f"{HOME}/.local/state/gatehouse/session-addresses"
    assert os.stat(path).st_mode & 0o777 == 0o600
    with open(path, encoding="utf-8") as lines:
        kept = lines.read()
    assert f"DISPLAY={os.environ['DISPLAY']}\n" in kept, kept
    assert "desktop-program=/" in kept, kept


def without_a_display_it_says_so():
    bare = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with_other_home = {**bare, "HOME": os.environ["GUITEST_FOLDER"]}
    ended = subprocess.run([DESKTOP], env=with_other_home, capture_output=True, text=True, timeout=10)
    assert ended.returncode == 3, ended
    assert "gatehouse-cli" in ended.stderr, ended
    gone = subprocess.run([DESKTOP], env={**with_other_home, "DISPLAY": ":987"}, capture_output=True, text=True, timeout=10)
    assert gone.returncode == 3 and ":987" in gone.stderr, gone


def everything_in_order():
    desktop = Desktop("--background")
    tray_tells_how_things_stand()
    client = waiting_server_is_notified()
    notification_opens_the_card(client)
    second_start_shows_the_window()
    second_background_start_shows_nothing()
    addresses_are_kept_for_wrappers()
    without_a_display_it_says_so()
    desktop.stop()


main([everything_in_order])
