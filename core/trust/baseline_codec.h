// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/trust/baseline.h"

#include <string>
#include <string_view>

namespace gatehouse::trust {

inline constexpr std::size_t kMaxBaselineBytes = std::size_t{1} << 20;

/// A baseline as a file holds it: a line that names the format, what the key was that its marks are made
/// with, what is known, and a SHA-256 over all of it. It holds names of tools and of a few usual folders,
/// else marks and numbers.
std::string encodeBaseline(const Baseline& baseline, const base::ShortHashKey& key);
/// The file that a baseline is kept in, within its folder: the entry's ref, or, of a launch that no entry
/// names, its identity's digest (both hexadecimal).
std::string baselineFileName(const std::string& entryRef, const std::string& identityDigest);

/// RecordDamaged where any byte is not as encodeBaseline() writes it, and where the marks are another key's:
/// then it says nothing here.
base::Result<Baseline> decodeBaseline(std::string_view bytes, const base::ShortHashKey& key);

} // namespace gatehouse::trust
