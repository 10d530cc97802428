// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jsonrpc/line_framer.h"
#include "core/relay/phase.h"

#include <string_view>

namespace gatehouse::relay {

/// Makes messages of the bytes that one peer sends. What is no message is journalled, answered where
/// something waits for it, and goes no further; empty lines are passed over.
class Intake {
public:
    /// `direction`: the way in which the bytes travel.
    Intake(Shared& shared, model::Direction direction);

    /// Every arrival of the chunk before must have been taken by next(). `bytes` must stay valid until that
    /// has returned null.
    void feed(std::string_view bytes);
    /// What came next; null where no whole line is left. Valid until the following call.
    const Arrival* next(const Input& input);
    /// The buffer that holds nothing but the arrival's line and its newline; null where there is none.
    std::string* lineBuffer() { return m_framer.givenBuffer(); }
    /// The stream has ended: journals the line that is lost because it was never finished.
    void end(const Input& input);

private:
    bool take(const jsonrpc::Framed& framed, const Input& input);
    bool takeBatch(std::string_view line, const Input& input);
    void refuseWholeBatch(std::string_view line, std::string_view reason, const Input& input);
    bool onTooLong(const jsonrpc::Framed& framed, const Input& input);
    bool refuse(std::string_view line, const jsonrpc::Refusal& refusal, const Input& input);
    bool noteRefusedAnswer(const jsonrpc::Refusal& refusal);
    void journalNoise(const Input& input);

    Shared& m_shared;
    model::Direction m_direction;
    jsonrpc::LineFramer m_framer;
    Arrival m_arrival;
    std::uint64_t m_noiseLines = 0; // in a row, not yet journalled
    std::uint64_t m_noiseBytes = 0;
};

} // namespace gatehouse::relay
