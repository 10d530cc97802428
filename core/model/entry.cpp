// SPDX-License-Identifier: Apache-2.0
#include "core/model/entry.h"

#include "core/base/hash.h"

namespace gatehouse::model {
namespace {

constexpr std::size_t kRefDigits = 16;

} // namespace

std::string entryRef(const EntryLocation& location)
{
    // A NUL parts the fields: none of them can hold one.
    std::string key = location.client;
    key.push_back('\0');
    key += location.file;
    key.push_back('\0');
    key += location.keyPath;
    return base::toHex(base::sha256(key)).substr(0, kRefDigits);
}

} // namespace gatehouse::model
