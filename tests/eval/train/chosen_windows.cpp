// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/chosen_windows.h"

#include <optional>

namespace gatehouse::eval {
namespace {

/// Finds nothing, and keeps the windows that it is shown.
class Keeper final : public inspect::Detector {
public:
    explicit Keeper(std::vector<std::string>& windows)
        : m_windows(windows)
    {
    }
    std::string_view id() const override { return "keeper"; }
    std::span<const inspect::Rule> rules() const override { return {}; }
    std::span<const inspect::Sample> samples() const override { return {}; }
    bool readsWindows() const override { return true; }
    void onWindows(const inspect::Look& look, std::span<const inspect::Span> windows,
        inspect::FindingSink&) const override
    {
        for (const auto& window : windows)
            m_windows.emplace_back(look.text.substr(window.begin, window.size()));
    }

private:
    std::vector<std::string>& m_windows;
};

} // namespace

struct ChosenWindows::State {
    State()
        : detectors(inspect::DetectorSet::standard(std::make_unique<Keeper>(windows)))
    {
    }
    std::vector<std::string> windows;
    inspect::DetectorSet detectors;
    std::optional<inspect::Inspector> inspector;
};

ChosenWindows::ChosenWindows(std::shared_ptr<State> state)
    : m_state(std::move(state))
{
}

base::Result<ChosenWindows> ChosenWindows::make()
{
    auto state = std::make_shared<State>();
    auto inspector = inspect::Inspector::make(state->detectors);
    if (!inspector)
        return inspector.error();
    state->inspector.emplace(std::move(*inspector));
    state->inspector->chooseWithoutGlance();
    return ChosenWindows(std::move(state));
}

std::vector<std::string> ChosenWindows::of(const jsonrpc::Message& message, mcp::Channel channel)
{
    m_state->windows.clear();
    if (!m_state->inspector->inspect(message, channel))
        return {};
    return m_state->windows;
}

} // namespace gatehouse::eval
