// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/trust/pin_book.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

inline constexpr std::size_t kMaxPinFileBytes = std::size_t{16} << 20;

/// Whose pins a file holds.
struct PinOwner {
    std::string client; ///< as the client table names it; empty where no entry names the launch
    std::string server; ///< the entry's name
    std::string entryRef;
    base::UnixMilliseconds since = 0; ///< when the first listing came; 0 where that is not known

    bool operator==(const PinOwner&) const = default;
};

struct PinFile {
    PinOwner owner;
    std::vector<Pin> pins;
};

/// The pins of one kind of one launch as a file holds them: a line that names the format, a JSON object for
/// the owner, then one for each pin.
std::string encodePins(const PinOwner& owner, const std::vector<Pin>& pins);
/// RecordDamaged where any line is not as encodePins() writes it.
base::Result<PinFile> decodePins(std::string_view bytes);
/// Owner, names and digests alone, without looking at the texts: of hundreds of files a session wants no
/// more. What is no pin is left out.
base::Result<PinFile> decodePinNames(std::string_view bytes);

/// The file's name: the digest of the launch's identity (hexadecimal) and the kind.
std::string pinFileName(std::string_view identityDigest, model::DefinitionKind kind);

} // namespace gatehouse::trust
