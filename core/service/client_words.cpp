// SPDX-License-Identifier: Apache-2.0
#include "core/service/client_words.h"

#include "core/clients/client_table.h"
#include "core/mcp/holding.h"

namespace gatehouse::service {

std::string clientTitle(std::string_view clientId)
{
    // The table is built in and tested, so that a bad one only costs the titles.
    static const auto table = clients::loadBuiltinClientTable();
    const auto* client = table ? clients::findClient(*table, clientId) : nullptr;
    return client == nullptr ? std::string() : client->title;
}

std::string nextStepInClient(std::string_view clientName)
{
    return std::string(mcp::holdingClient(clientName).nextStep);
}

} // namespace gatehouse::service
