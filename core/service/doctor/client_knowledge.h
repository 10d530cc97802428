// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/model/launch.h"
#include "core/service/doctor/doctor_facts.h"
#include "core/service/doctor/entry_text.h"

#include <functional>
#include <string>
#include <string_view>

namespace gatehouse::service {

// What the client table says, in the form that the doctor asks it in. All of it refers to `table`.

/// Tells the processes of this client.
std::function<bool(const model::ProcessInfo&)> isOfClient(
    const clients::ClientTable& table, const std::string& clientId);

/// How the client fills in variables; the usual forms where the table does not know.
VariableForms formsOf(const clients::ClientTable& table, const std::string& clientId);

/// True where the client puts in what only it knows (folders, questions to its user), or nobody knows what
/// it puts in.
bool fillsInMore(const clients::ClientTable& table, const std::string& clientId);

/// How long the client waits for a server that starts, with what the entry's text and the client's
/// environment say to that; 0 where the table does not know.
int waitsSeconds(const clients::ClientTable& table, const std::string& clientId, std::string_view entry,
    const Environment& environment);

} // namespace gatehouse::service
