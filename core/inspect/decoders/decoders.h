// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/decode.h"

namespace gatehouse::inspect {

// One for each row of encodings.def; what decode() promises but for judging what came out.
#define GATEHOUSE_ENCODING(name, text)                                                                       \
    std::size_t decode##name##Run(std::string_view run, std::size_t offset, DecodedText& out);
#include "core/inspect/encodings.def"
#undef GATEHOUSE_ENCODING

} // namespace gatehouse::inspect
