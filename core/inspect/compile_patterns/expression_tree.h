// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/compile_patterns/expression.h"

#include <limits>

namespace gatehouse::inspect {

/// An expression as its parts.
struct ExpressionNode {
    static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();
    enum class Kind { Byte, Boundary, Start, Row, Choice, Repeat };

    Kind kind = Kind::Row;
    ByteChoice bytes;                  ///< of which one stands there
    std::vector<ExpressionNode> parts; ///< of Repeat: one
    std::size_t least = 0;
    std::size_t most = 0;
};

/// None where it is not written as a pattern may be; `problem` then says what.
std::optional<ExpressionNode> parseExpression(
    std::string_view expression, bool ignoresCase, std::string& problem);

} // namespace gatehouse::inspect
