// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <functional>

namespace gatehouse::service {

/// How work that was asked for ended. Called once, in the thread of the context object that was given with
/// the request, and not at all once that object is gone: a dialog that was closed needs no answer.
template <typename T>
using Completion = std::function<void(base::Result<T>)>;

} // namespace gatehouse::service
