// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/integration/scratch_home.h"

#include <memory>
#include <string>

namespace gatehouse::integration {

/// A home with a server in it that gives scripted answers and notes what reaches it.
class AnsweringServer {
public:
    ScratchHome& home() { return m_home; }
    const ScratchHome& home() const { return m_home; }

    /// Guarded and up. `answers`: a line for each, "TOOL result" or "method result".
    std::unique_ptr<WrapProcess> startWith(const std::string& answers);
    /// What has reached the server.
    std::string logged() const;

private:
    ScratchHome m_home;
};

std::string textResult(const std::string& text);
std::string answerLine(int id, const std::string& result);
std::string call(int id, const std::string& tool, const std::string& arguments);

} // namespace gatehouse::integration
