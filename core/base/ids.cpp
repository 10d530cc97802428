// SPDX-License-Identifier: Apache-2.0
#include "core/base/ids.h"

#include "core/base/hash.h"

#include <sodium/randombytes.h>

namespace gatehouse::base {

std::string randomHex(std::size_t bytes)
{
    std::string raw(bytes, '\0');
    randombytes_buf(raw.data(), raw.size());
    return toHex(raw);
}

} // namespace gatehouse::base
