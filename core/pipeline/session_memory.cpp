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

SessionMemory::SessionMemory(std::string serverName, std::string key, std::string_view origin)
    : server(std::move(serverName))
    , inspector(inspect::Inspector::make(standardDetectors()))
    , vault(std::move(key), origin)
{
}

void SessionMemory::setPolicy(std::vector<policy::InspectionRules> inspection,
    const std::vector<policy::DataClass>& dataClasses, model::TrustLevel trustLevel)
{
    trust = trustLevel;
    rules = std::move(inspection);
    auto former = std::exchange(
        classes, dataClasses.empty() ? nullptr : std::make_unique<const ClassDetector>(dataClasses));
    if (inspector)
        inspector->searchAlso(classes.get());
}

} // namespace gatehouse::pipeline
