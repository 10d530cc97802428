// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"
#include "core/base/result.h"
#include "core/model/entry.h"

#include <memory>
#include <string>
#include <vector>

namespace gatehouse::clients {

class KnownTexts;

/// What an entry sets beside its command, as the wrapper needs it. Names only: values may be secrets.
struct EntryFacts {
    std::vector<std::string> environmentNames; ///< the names in the entry's own `env`, sorted
    bool setsWorkingFolder = false;
    base::FileStamp stamp; ///< of the client's file as it was read
};

/// Reads entries of clients' files, as tolerantly as any client does. Small: pulls in neither the client
/// table nor records. Keeps the file that it read last, so that whoever asks for entries file by file reads
/// and parses each file once; a file that changes meanwhile is noticed only by the stamp.
class EntryReader {
public:
    /// `texts`: files that need not be read; may be null.
    explicit EntryReader(KnownTexts* texts = nullptr);
    ~EntryReader();
    EntryReader(const EntryReader&) = delete;
    EntryReader& operator=(const EntryReader&) = delete;

    /// NotFound: no such file; EntryNotFound: it declares no such entry; FileDoesNotParse, TooLarge: what
    /// they say.
    base::Result<EntryFacts> read(const model::EntryLocation& location);

private:
    struct File;
    KnownTexts* m_texts;
    std::unique_ptr<File> m_file;
};

/// One entry alone.
base::Result<EntryFacts> readEntry(const model::EntryLocation& location);

} // namespace gatehouse::clients
