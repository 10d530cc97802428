// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/inspection_defaults.h"

#include <array>
#include <cstddef>

namespace gatehouse::pipeline {
namespace {

using model::Channel;
using model::Confidence;
using model::Family;
using model::Treatment;

struct Row {
    Family family;
    Treatment definitions;
    Treatment toClient;
    Treatment questions;
    Treatment toServer;
    Confidence from;
};

constexpr std::array kRows{
#define GATEHOUSE_INSPECTION_DEFAULT(family, definitions, toClient, questions, toServer, from)               \
    Row{Family::family, Treatment::definitions, Treatment::toClient, Treatment::questions,                   \
        Treatment::toServer, Confidence::from},
#include "core/pipeline/inspection_defaults.def"
#undef GATEHOUSE_INSPECTION_DEFAULT
};
static_assert(kRows.size() == static_cast<std::size_t>(Family::Count));

} // namespace

bool isDefinition(Channel channel)
{
    switch (channel) {
    case Channel::ServerInfo:
    case Channel::Instructions:
    case Channel::ToolDefinition:
    case Channel::PromptDefinition:
    case Channel::ResourceDefinition:
        return true;
    default:
        return false;
    }
}

policy::Handling defaultHandling(Family family, Channel channel, model::Direction direction)
{
    const auto& row = kRows.at(static_cast<std::size_t>(family));
    auto treatment = row.toClient;
    if (direction == model::Direction::ToServer)
        treatment = row.toServer;
    else if (channel == Channel::Sampling || channel == Channel::Elicitation)
        treatment = row.questions;
    else if (isDefinition(channel))
        treatment = row.definitions;
    return {treatment, row.from, model::RedactionStyle::Reversible};
}

} // namespace gatehouse::pipeline
