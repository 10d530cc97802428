// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/clients/dialect.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// Clients' files above this are reported and not read.
inline constexpr std::size_t kMaxClientFileBytes = std::size_t{64} << 20;

/// The bytes of a client's file, with what is worked out of them once, when it is first asked for: their hash
/// and what they say. Never changes, and copies share all of it. For one thread at a time.
class FileText {
public:
    FileText();
    FileText(std::string bytes); // a text is its bytes: no word is needed to say so

    const std::string& bytes() const { return m_state->bytes; }
    bool empty() const { return bytes().empty(); }
    operator std::string_view() const { return bytes(); }
    /// Hexadecimal SHA-256.
    const std::string& hash() const;
    /// As the dialect's open(); valid as long as a copy of this text is. RecordDamaged: no such format.
    base::Result<const Document*> open(const std::string& format, Tolerance tolerance) const;

    friend bool operator==(const FileText& left, const FileText& right)
    {
        return left.m_state == right.m_state || left.bytes() == right.bytes();
    }
    friend bool operator==(const FileText& left, const std::string& right) { return left.bytes() == right; }

private:
    struct Opened {
        std::string format;
        Tolerance tolerance;
        std::unique_ptr<const Document> document;
    };
    struct State {
        std::string bytes;
        std::string hash;
        std::vector<Opened> opened; ///< clients that share a file may take different things in it
    };
    std::shared_ptr<State> m_state;
};

/// Texts of files by the stamps that the files had when they were read or written: whoever needs a file asks
/// here before it is read again. Stamps are coarse, so who replaces a file compares its bytes besides. Holds
/// a bounded number of bytes, and what does not fit is read again. For one thread at a time.
class KnownTexts {
public:
    /// The text of the file at `path` (links resolved) where it has this stamp; null where that is not known.
    const FileText* find(const std::string& path, const base::FileStamp& stamp) const;
    void remember(const std::string& path, const base::FileStamp& stamp, const FileText& text);

private:
    struct Known {
        base::FileStamp stamp;
        FileText text;
    };
    std::map<std::string, Known> m_known;
    std::size_t m_bytes = 0; // of all of them
};

/// The text of a file: what `texts` (which may be null) know of it as it is now, else as read, and known from
/// then on. `stamp`: of that text. Errors as of base::readFile().
base::Result<FileText> readFileText(const std::string& path, base::FileStamp& stamp, KnownTexts* texts);

} // namespace gatehouse::clients
