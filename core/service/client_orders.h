// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <cstddef>

namespace gatehouse::service {

class Ledger;

/// How far back a call may lie that is still told: what happened while no desktop ran.
inline constexpr base::UnixMilliseconds kToldClientOrder = 24LL * 3600 * 1000;

/// Reads which tools clients used since it was asked last, in all of their sessions, and learns which server
/// follows which (trust::ClientOrder). What never happened so before is one line of this program's own
/// journal, `client-order`, told once however often the books are read anew. Takes nothing but names and
/// times from the books, and keeps what it learned as long as they are open. The number of lines; the first
/// look reads what the books hold of the last 20,000 calls.
base::Result<std::size_t> followClientOrders(Ledger& ledger, base::UnixMilliseconds now);

} // namespace gatehouse::service
