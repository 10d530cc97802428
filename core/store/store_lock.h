// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"

#include <string>

namespace gatehouse::store {

/// Held by the one program that may write the database, its snapshot and protection records. The kernel lets
/// go of it when its holder ends, however that ends.
class StoreLock {
public:
    /// `path` is ~/.local/share/gatehouse/lock. Locked, with the holder's name and process id, where somebody
    /// has it; does not wait. `program` is what others are told.
    static base::Result<StoreLock> take(const std::string& path, const std::string& program);

private:
    explicit StoreLock(base::Descriptor file);
    base::Descriptor m_file;
};

} // namespace gatehouse::store
