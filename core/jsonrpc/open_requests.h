// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/jsonrpc/message.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gatehouse::jsonrpc {

/// A request that has not been answered.
struct OpenRequest {
    std::string idRaw; ///< as the requester wrote it, to answer in the peer's place
    std::string method;
    std::string tool; ///< for tools/call
    base::MonotonicMicroseconds sentAt = 0;
    std::uint64_t bytes = 0;
    std::uint32_t ticket = 0; ///< of whoever watches it; 0: nobody does
};

/// The requests of one direction that wait for an answer. Matches answers as real clients do: a request whose
/// id is a number is found by ECMAScript's Number() of the answer's id ("2", 2.0, "0x2", " 2 " answer 2), one
/// whose id is a string by equality.
class OpenRequests {
public:
    explicit OpenRequests(std::size_t limit);

    /// InvalidId where the id is neither string nor number, or where a request is open whose answers it would
    /// take; TooManyOpen above the limit.
    base::Result<void> add(const RequestId& id, OpenRequest request);
    /// Removes and returns the request that this answer's id stands for; nothing where none is open.
    std::optional<OpenRequest> take(const RequestId& answerId);
    const OpenRequest* find(const RequestId& answerId) const;
    std::size_t size() const { return m_byNumber.size() + m_byText.size(); }
    /// Removes and returns all, in no order.
    std::vector<OpenRequest> takeAll();

private:
    /// Strings are looked up without a copy.
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    std::size_t m_limit;
    std::unordered_map<double, OpenRequest> m_byNumber; // 0 and -0 are one
    std::unordered_map<std::string, OpenRequest, TextHash, std::equal_to<>> m_byText;
};

/// ECMAScript's Number() of a string (ECMA-262, StringToNumber): white space trimmed, decimal, hex, octal and
/// binary literals, Infinity; NaN for anything else.
double ecmaScriptNumber(std::string_view text);

} // namespace gatehouse::jsonrpc
