// SPDX-License-Identifier: Apache-2.0
#include "core/clients/dialect.h"

#include <array>

namespace gatehouse::clients {

#define GATEHOUSE_DIALECT(name) std::unique_ptr<Dialect> make##name##Dialect();
#include "core/clients/dialects/dialects.def"
#undef GATEHOUSE_DIALECT

const Dialect* findDialect(std::string_view id)
{
    static const std::array kDialects{
#define GATEHOUSE_DIALECT(name) make##name##Dialect(),
#include "core/clients/dialects/dialects.def"
#undef GATEHOUSE_DIALECT
    };
    for (const auto& dialect : kDialects) {
        if (dialect->id() == id)
            return dialect.get();
    }
    return nullptr;
}

} // namespace gatehouse::clients
