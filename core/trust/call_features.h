// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/jsonrpc/value.h"
#include "core/trust/place.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::trust {

/// A name of which only a keyed hash is kept; 0 is none.
using Mark = std::uint32_t;

/// A list of a few things that needs no memory of its own. What does not fit is noted, never lost silently.
/// Only what it holds is cleared or copied: between two calls of a session nothing of all its room is in a
/// cache.
template <typename Item, std::size_t N>
class FewOf {
public:
    FewOf() = default;
    FewOf(const FewOf& other) { *this = other; }
    FewOf& operator=(const FewOf& other)
    {
        if (this != &other)
            std::copy(other.begin(), other.end(), m_items.begin());
        m_size = other.m_size;
        m_isOverfull = other.m_isOverfull;
        return *this;
    }

    void add(const Item& item)
    {
        if (m_size < N)
            m_items[m_size++] = item;
        else
            m_isOverfull = true;
    }
    void clear()
    {
        m_size = 0;
        m_isOverfull = false;
    }
    std::size_t size() const { return m_size; }
    bool isOverfull() const { return m_isOverfull; }
    const Item* begin() const { return m_items.data(); }
    const Item* end() const { return m_items.data() + m_size; }
    const Item& operator[](std::size_t at) const { return m_items[at]; }

private:
    std::array<Item, N> m_items; // what is behind m_size means nothing
    std::uint8_t m_size = 0;
    bool m_isOverfull = false;
};

/// What is told of one argument: its name, and its name together with what form it has.
struct ArgumentFeature {
    Mark name = 0;
    Mark form = 0;
    std::string_view token; ///< view of the line

    bool operator==(const ArgumentFeature& other) const { return form == other.form; }
};

struct PlaceFeature {
    Mark mark = 0;
    ShortText name;
    std::string_view token;
};

struct HostFeature {
    Mark mark = 0;
    std::string_view token;
};

/// All that is taken from a call: hashes, sizes and kinds. No value of an argument is in it; the tokens view
/// the line and go with it.
struct CallFeatures {
    Mark tool = 0;
    std::uint64_t bytes = 0;
    FewOf<ArgumentFeature, 24> arguments;
    FewOf<PlaceFeature, 16> places;
    FewOf<HostFeature, 16> hosts;
    std::uint64_t sensitive =
        0; ///< a bit for each row of sensitive_places.def, however many places there are
    std::string_view firstSensitive;
    std::size_t lookedThrough = 0; ///< bytes of texts

    void clear()
    {
        tool = 0;
        bytes = 0;
        arguments.clear();
        places.clear();
        hosts.clear();
        sensitive = 0;
        firstSensitive = {};
        lookedThrough = 0;
    }
};

/// Takes features out of calls. Linear in the arguments; allocates only where a text has escapes.
class FeatureReader {
public:
    FeatureReader(std::string_view home, const base::ShortHashKey& key)
        : m_places(home)
        , m_key(key)
    {
    }

    Mark mark(std::string_view text) const { return finish(base::shortHash(m_key, text)); }
    /// `arguments`: the object, or nothing; `bytes`: of the line.
    void read(
        std::string_view tool, std::string_view arguments, std::uint64_t bytes, CallFeatures& out) const;

private:
    static Mark finish(std::uint64_t hash) { return hash >> 32 == 0 ? 1U : static_cast<Mark>(hash >> 32); }
    void readTexts(jsonrpc::Value value, CallFeatures& out) const;
    void readText(std::string_view token, CallFeatures& out) const;
    void readWords(std::string_view text, std::string_view token, CallFeatures& out) const;
    void readWord(
        std::string_view word, char before, bool isWhole, std::string_view token, CallFeatures& out) const;
    bool readAddress(std::string_view word, std::string_view token, CallFeatures& out) const;
    void readPath(std::string_view path, std::string_view token, CallFeatures& out) const;

    PlaceReader m_places;
    base::ShortHashKey m_key;
};

} // namespace gatehouse::trust
