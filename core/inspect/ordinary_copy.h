// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inspect/string_reader.h"
#include "core/inspect/unescape_blocks.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::inspect {

/// Appends to `out` what stands at the start of `inside`, as far as it is nothing but printable ASCII and the
/// escapes of a token that stand for such or for a line's end or tab (`\n`, `\"` …); of a plain text also
/// line ends and tabs themselves. A few letters of two bytes in front of a printable character are copied,
/// too, as what stands for them (SimpleForms), if they are no lookalikes and `inside` goes on for some
/// hundred bytes. Returns how many bytes it has read; the last of them was none of such a letter. `source`:
/// where `inside` begins in what `map` leads into. Most of most texts is this: some GB a second.
std::size_t copyOrdinary(
    std::string_view inside, StringForm form, std::size_t source, std::string& out, SourceMap& map);

/// The same by a way to unescape that is given; null: by the one that any processor has.
std::size_t copyOrdinaryBy(UnescapeBlocks unescape, std::string_view inside, StringForm form,
    std::size_t source, std::string& out, SourceMap& map);

} // namespace gatehouse::inspect
