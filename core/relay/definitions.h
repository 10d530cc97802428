// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mcp/handshake.h"
#include "core/relay/shared.h"

#include <string_view>
#include <vector>

namespace gatehouse::relay {

/// The server said which of its lists it announces as changed.
void noteAnnouncements(Shared& shared, std::string_view capabilities);
/// The client listens (modern) to what changes.
void noteListen(Shared& shared, const jsonrpc::Message& listen);

/// What an answer that travels defines: journals and keeps what was seen for the first time, asks about what
/// is withheld, and withdraws what is settled.
void noteDefinitions(Shared& shared, const pipeline::Passage& passage, const Input& input);

/// What the user has decided by now. Where something is allowed that was withheld, a client that listens is
/// told to list anew; nothing else could bring it in.
void applyDefinitionDecisions(
    Shared& shared, const std::vector<trust::DefinitionDecision>& decisions, const Input& input);

/// What the file of the server's tools says by now: another server of the client was first listed at the same
/// moment with tools that these could be taken for. They are asked about and refused from here on.
void applyContest(Shared& shared, const std::vector<trust::Pin>& pins, const Input& input);

/// What the user wants of the server's tools by now. The client is told to list anew where what it may see
/// has changed.
void applyToolRules(
    Shared& shared, const std::vector<std::vector<model::ToolRule>>& sets, const Input& input);

} // namespace gatehouse::relay
