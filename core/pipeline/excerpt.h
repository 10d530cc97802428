// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/passage.h"

#include <string>

namespace gatehouse::pipeline {

/// What the message says (its params, result or error), with every secret and all that is personal replaced
/// by what it is, whatever the policy does about it; at most `maxBytes` and valid UTF-8. To be asked after
/// the phases ran; empty where the message was not, or not wholly, inspected.
std::string excerptOf(const Passage& passage, std::size_t maxBytes);

/// A name, method or id of the message likewise: what journals and pins may keep of it.
std::string shownText(const Passage& passage, std::string text);

/// The same of a message's method. One that is known stays what it is, whatever the message says besides: what an
/// answer is looked at for goes by the method of its request.
std::string shownMethod(const Passage& passage, std::string method);

} // namespace gatehouse::pipeline
