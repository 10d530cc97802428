// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/relay/shared.h"

#include <string_view>

namespace gatehouse::relay {

/// A line, or an element of a batch, that is no message.
struct RefusedLine {
    model::Direction direction; ///< the way it came
    std::string_view line;      ///< or its start
    const jsonrpc::Refusal& refusal;
};

/// Journals that the line goes nowhere.
void journalRefusedLine(const Shared& shared, const RefusedLine& refused, const Input& input);

/// Answers what stands behind the line, as far as that is beyond doubt: the open request that it would have
/// answered, or the request that it would have been. Never gives a second answer to an id. False where
/// nothing was found that it answers.
bool answerRefusedLine(Shared& shared, const RefusedLine& refused, const Input& input);

/// True for what does not even start like a message: debug output on stdout, another protocol's headers.
bool isNoise(std::string_view line);

} // namespace gatehouse::relay
