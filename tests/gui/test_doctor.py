# SPDX-License-Identifier: Apache-2.0
"""The catalog says why a server does not start, and with which words it will."""
import json
import os
import subprocess

from guitest import DESKTOP, HOME, Desktop, application, everything, find, main, picture, press, run, wait_for, window

CONFIG = f"{HOME}/.config/Claude/claude_desktop_config.json"
TOOL = f"{HOME}/.nvm/versions/node/v22.1.0/bin/only-in-nvm"
MAIN = "^Gatehouse$"


def texts():
    """all that the details say"""
    found = []
    for node in everything(application()):
        found.append(node.name or "")
        try:
            found.append(node.queryText().getText(0, -1))
        except NotImplementedError:
            pass
    return " | ".join(found)


def the_catalog_names_the_reason_and_the_fix():
    for path in (CONFIG, TOOL):
        os.makedirs(os.path.dirname(path))
    with open(TOOL, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n")
    os.chmod(TOOL, 0o755)
    with open(CONFIG, "w", encoding="utf-8") as file:
        json.dump({"mcpServers": {"notes": {"command": "only-in-nvm"}}}, file, indent=2)
    before = open(CONFIG, encoding="utf-8").read()
    desktop = Desktop()
    subprocess.run([DESKTOP, "--catalog"], check=True, timeout=20)
    run("xdotool", "windowactivate", "--sync", window(MAIN))
    press(find("push button", "Diagnose"))
    wait_for(lambda: "WHY IT MAY NOT START" in texts())
    said = texts()
    assert "“only-in-nvm” is on this machine" in said, said
    assert f'"command": "{TOOL}"' in said, said
    picture("catalog-doctor", window(MAIN))
    assert open(CONFIG, encoding="utf-8").read() == before
    desktop.stop()


main([the_catalog_names_the_reason_and_the_fix])
