// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/session_memory.h"

#include <utility>

namespace gatehouse::pipeline {
namespace {

/// Has no state: all sessions of a program may look with the same detectors.
const inspect::DetectorSet& standardDetectors()
{
    static const auto kDetectors = inspect::DetectorSet::standard();
    return kDetectors;
}

} // namespace

SessionMemory::SessionMemory(std::string serverName, std::string key, std::string_view origin,
    std::vector<policy::InspectionRules> inspection)
    : server(std::move(serverName))
    , rules(std::move(inspection))
    , inspector(inspect::Inspector::make(standardDetectors()))
    , vault(std::move(key), origin)
{
}

} // namespace gatehouse::pipeline
