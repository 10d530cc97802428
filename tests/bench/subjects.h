// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::bench {

/// The programs that a run needs, as paths.
struct Programs {
    std::string relay;
    std::string server;
    std::string wrap;
    std::string cli;
};

/// From `--relay=`, `--server=`, `--wrap=` and `--cli=`; nothing where one is missing. Without `hasRelay`
/// that is not asked for.
std::optional<Programs> programsIn(const std::vector<std::string_view>& words, bool hasRelay);

/// One way to the echo server.
struct Subject {
    std::string_view name; // "direct", "relay", "gatehouse"
    std::vector<std::string> command;
    std::vector<std::string> environment;
};

/// A home folder of its own in which the echo server is approved, removed when it goes.
class ScratchHome {
public:
    static base::Result<ScratchHome> create();
    ~ScratchHome();
    ScratchHome(ScratchHome&& other) noexcept;
    ScratchHome& operator=(ScratchHome&&) = delete;

    const std::string& path() const { return m_path; }

private:
    ScratchHome() = default;
    std::string m_path;
};

/// Direct, through the bare relay and through the wrapper, in this order; approves the server in `home`
/// first.
base::Result<std::vector<Subject>> makeSubjects(const Programs& programs, const ScratchHome& home);

} // namespace gatehouse::bench
