// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/passage.h"
#include "core/relay/shared.h"

#include <cstdint>
#include <string>

namespace gatehouse::relay {

/// A call goes to the server: what is told of it is told, and it may teach once it is answered. The ticket of
/// its open request; 0: it is not watched.
std::uint32_t noteCall(Shared& shared, const pipeline::Passage& passage);
/// Its answer has come. What does not travel, and that in which an attack was found, teaches nothing.
void noteAnswer(
    Shared& shared, const jsonrpc::OpenRequest& request, const pipeline::Passage& passage, bool travels);

/// `{"deviations":[{"rule":…,"sentence":…,"sure":…,"is":…,"usual":…,"calls":…,"days":…}]}` of those that the
/// policy does not leave aside; empty where there are none.
std::string deviationDetails(const pipeline::Passage& passage);

} // namespace gatehouse::relay
