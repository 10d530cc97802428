# SPDX-License-Identifier: Apache-2.0
"""The checkers beside this file, tried on mistakes: a checker that finds nothing proves nothing."""
import sys

import include_arrows
import source_rules

BAD_INCLUDES = [
    ("core/base/x.h", '#include "core/model/entry.h"'),
    ("core/trust/x.cpp", '#include "core/policy/snapshot.h"'),
    ("core/jsonrpc/x.cpp", "#include <QString>"),
    ("app/wrap/x.cpp", '#include "core/store/database.h"'),
    ("app/wrap/x.cpp", "#include <QCoreApplication>"),
    ("ui/pages/x.cpp", '#include "core/store/database.h"'),
    ("ui/pages/x.cpp", '#include "core/relay/session.h"'),
    ("ui/pages/x.cpp", "#include <sqlite3.h>"),
    ("core/service/x.cpp", '#include "app/cli/main.h"'),
    ("core/journal/x.cpp", '#include "core/ipc/messages.h"'),
    ("core/unknown/x.cpp", ""),
]
GOOD_INCLUDES = [
    ("core/relay/x.cpp", '#include "core/base/result.h"\n#include "core/trust/launch_resolver.h"\n#include <string>'),
    ("core/service/x.cpp", '#include <QObject>\n#include "core/store/database.h"'),
    ("app/desktop/x.cpp", '#include "ui/pages/x.h"'),
]
LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"
BAD_SOURCES = [
    ("core/base/x.cpp", LICENCE + "#ifdef __linux__\n#endif"),
    ("core/base/x.cpp", LICENCE + "#if defined(_WIN32)\n#endif"),
    ("ui/pages/x.cpp", LICENCE + "dialog.exec();"),
    ("ui/pages/x.cpp", LICENCE + "QEventLoop loop;"),
    ("core/base/x.cpp", "int x;"),
    ("tests/unit/x.cpp", LICENCE + 'QSKIP("later");'),
    ("README.md", "see /" + "work/main"),
]
GOOD_SOURCES = [
    ("core/base/x_linux.cpp", LICENCE + "#ifdef __linux__\n#endif"),
    ("app/desktop/main.cpp", LICENCE + "return QApplication::exec();"),
    ("README.md", "the /workspace/ of the user"),
]


def main():
    problems = []
    for check, bad, good in (
        (include_arrows.problems_of, BAD_INCLUDES, GOOD_INCLUDES),
        (source_rules.problems_of, BAD_SOURCES, GOOD_SOURCES),
    ):
        problems += [f"not found: {name}: {text!r}" for name, text in bad if not check(name, text)]
        problems += [f"found where nothing is wrong: {check(name, text)}" for name, text in good if check(name, text)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
