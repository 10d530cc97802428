// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mcp/methods.h"

#include <functional>
#include <string>
#include <vector>

namespace gatehouse::eval {

/// A place in an item's text that is known to hold something.
struct KnownSpan {
    std::string type; ///< the source's own word for it
    std::string text;
};

/// One line of a corpus: a text or an MCP object, and what it is known to be.
struct Item {
    std::string id;
    std::string source;
    std::string kind;  ///< "prompt", "tool_result", "tool_def", "doc", "arg", "secret", "pii"
    std::string label; ///< "attack", "secret", "pii"; "benign", "hard_negative", "no_secret", "no_pii"
    std::string type;  ///< its class; may be empty
    std::string text;  ///< empty where it is an object
    std::vector<std::string> values; ///< of secrets: what is to be found in the text
    std::vector<KnownSpan> spans;    ///< of personal data

    std::string line; ///< as a message of the surface that it stands for
    const mcp::MethodInfo* method = nullptr;
    bool isAnswer = true;

    bool isPositive() const { return label == "attack" || label == "secret" || label == "pii"; }
};

/// Reads every *.jsonl and *.jsonl.gz (by gzip) of a folder, one item after the other. False where a file
/// cannot be read.
bool readCorpora(const std::string& folder, const std::function<void(const Item&)>& take);

} // namespace gatehouse::eval
