// SPDX-License-Identifier: Apache-2.0
#include "core/base/result.h"

namespace gatehouse::base {

std::string_view errorName(ErrorCode code)
{
    switch (code) {
#define GATEHOUSE_ERROR(name, number, text)                                                                  \
    case ErrorCode::name:                                                                                    \
        return text;
#include "core/base/error_codes.def"
#undef GATEHOUSE_ERROR
    }
    return "unknown";
}

} // namespace gatehouse::base
