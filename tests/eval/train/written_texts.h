// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace gatehouse::eval {

/// An attack as somebody would put it into a message, and a harmless text of the same kind in much the same
/// words (its twin), both written by hand for training; or a harmless text alone.
struct WrittenPair {
    std::string language;
    std::string type;   ///< what kind of message it is: "web", "log", "parameter" …
    std::string attack; ///< may be empty
    std::string twin;
};

/// Every pair of the *.jsonl files of a folder, by names and lines. False where one cannot be read, or where
/// a line is no pair.
bool readWrittenPairs(const std::string& folder, const std::function<void(const WrittenPair&)>& take);

} // namespace gatehouse::eval
