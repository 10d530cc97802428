// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mcp/handshake.h"

#include <string>
#include <string_view>

namespace gatehouse::relay {

struct Input;
struct Shared;

/// The capabilities of a server that decide whether a request to it makes sense.
struct ServerCapabilities {
    bool tools = false;
    bool prompts = false;
    bool resources = false;
    bool subscribe = false;
    bool logging = false;
    bool completions = false;
};

/// `raw` is the capabilities object as the server wrote it; empty or no object: none.
ServerCapabilities readServerCapabilities(std::string_view raw);

/// True where the capability `list` says that changes of it are announced.
bool announcesChanges(std::string_view raw, std::string_view list);

/// The same object with nothing in it but what the protocol defines: it is stored and given back as
/// SessionOptions::knownCapabilities, so no text of a server may be in it.
std::string knownPart(std::string_view raw);

/// Journals what a server said of itself; nothing of it but the era where it said nothing.
void journalLearned(const Shared& shared, const mcp::ServerHello& hello, mcp::Era era, const Input& input);

} // namespace gatehouse::relay
