// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace gatehouse::inspect {

/// What compile_weights writes when the program is built: resources/classifier/injection.bin, checked.
extern const std::uint64_t kInjectionWeights[];

} // namespace gatehouse::inspect
