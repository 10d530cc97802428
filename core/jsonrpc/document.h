// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/jsonrpc/key_check.h"
#include "core/jsonrpc/long_strings.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::jsonrpc {

/// The members of an envelope, as they stand in the line; empty where missing.
struct EnvelopeSpans {
    std::string_view jsonrpc;
    std::string_view id;
    std::string_view method;
    std::string_view params;
    std::string_view result;
    std::string_view error;
    bool isToolError = false; ///< the result's `isError` is true
    LongStrings longStrings;

    /// The place for the member `key` (decoded); null for one that an envelope does not have.
    std::string_view* find(std::string_view key);
};

/// Checks one JSON document strictly, in one pass and without recursion.
class DocumentCheck {
public:
    /// No limit goes above this one: the stack of open containers has a fixed size.
    static constexpr std::size_t kMaxDepth = 4096;

    /// `root` is the level of the document where it is an object.
    DocumentCheck(std::string_view text, std::size_t maxDepth, Level root);

    /// True where the text is one valid document; else error() and offset() say what is wrong and where.
    bool run();

    base::ErrorCode error() const { return m_error; }
    std::size_t offset() const { return m_offset; }
    /// What an envelope holds; only where `root` was Envelope.
    const EnvelopeSpans& envelope() const { return m_envelope; }

private:
    const char* fail(base::ErrorCode code, const char* at);
    const char* failAtByte(const char* at);
    // Each takes the place of a token and returns the place behind it; null after fail().
    const char* scalar(const char* at);
    const char* open(const char* at);
    const char* close(const char* at);
    const char* key(const char* at);
    void noteEnvelopeMember(const char* valueEnd);
    bool isInResult() const { return m_depth == 2 && m_levels[1] == Level::Result; }

    bool isInObject() const { return (m_objectBits[m_depth / 64] >> (m_depth % 64) & 1U) != 0; }
    bool isProtocolLevel() const { return m_depth == m_levelCount; }

    const char* m_begin;
    const char* m_end;
    std::size_t m_maxDepth;
    Level m_root;
    std::size_t m_depth = 0;
    base::ErrorCode m_error = base::ErrorCode::InvalidJson;
    std::size_t m_offset = 0;

    // One bit for each open container, by its depth; bits are written before they are read.
    std::array<std::uint64_t, kMaxDepth / 64 + 1> m_objectBits;
    // The levels of the outermost containers as far as the protocol defines them; for an array that of the
    // objects in it.
    std::array<Level, KeyCheck::kMaxObjects> m_levels;
    std::size_t m_levelCount = 0;
    MemberRule m_rule; // for the next value, where the container around it is at a protocol level
    KeyCheck m_keys;
    std::string_view* m_envelopeMember = nullptr;
    const char* m_envelopeValue = nullptr;
    bool m_isAtIsError = false; // the next value is the result's `isError`
    EnvelopeSpans m_envelope;
};

} // namespace gatehouse::jsonrpc
