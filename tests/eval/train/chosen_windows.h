// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/inspector.h"

#include <memory>
#include <string>
#include <vector>

namespace gatehouse::eval {

/// Gives the windows of a message that the Inspector would show to the model.
class ChosenWindows {
public:
    static base::Result<ChosenWindows> make();
    /// Nothing where the message is refused.
    std::vector<std::string> of(const jsonrpc::Message& message, mcp::Channel channel);

private:
    struct State;
    explicit ChosenWindows(std::shared_ptr<State> state);
    std::shared_ptr<State> m_state;
};

} // namespace gatehouse::eval
