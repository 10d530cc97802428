// SPDX-License-Identifier: Apache-2.0
#include "core/clients/entry_reader.h"

#include "core/clients/dialect.h"
#include "core/clients/file_text.h"

#include <algorithm>
#include <array>

namespace gatehouse::clients {
namespace {

// Without the client table, all names that clients have for these: more than the entry's own client reads
// never hides a thing.
constexpr std::array kEnvironmentKeys{"env", "envs", "environment"};
constexpr std::array kWorkingFolderKeys{"cwd", "workingDirectory", "working_directory"};

void sortOnce(std::vector<std::string>& names)
{
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

base::Result<EntryFacts> factsOf(
    const Document& document, const model::EntryLocation& location, const base::FileStamp& stamp)
{
    EntryFacts facts;
    facts.stamp = stamp;
    for (std::size_t i = 0; i < kEnvironmentKeys.size(); ++i) {
        EntryShape shape;
        shape.form = EntryShape::Form::NestedCommand;
        shape.environmentKey = kEnvironmentKeys[i];
        shape.workingFolderKey = kWorkingFolderKeys[i];
        const auto entry = document.find(location.keyPath, shape);
        if (!entry || !entry->isObject)
            return base::Error{
                base::ErrorCode::EntryNotFound, location.file + ": no entry at " + location.keyPath};
        facts.environmentNames.insert(
            facts.environmentNames.end(), entry->environmentNames.begin(), entry->environmentNames.end());
        facts.setsWorkingFolder = facts.setsWorkingFolder || entry->setsWorkingFolder;
    }
    sortOnce(facts.environmentNames);
    return facts;
}

} // namespace

struct EntryReader::File {
    std::string path;
    base::FileStamp stamp;
    FileText text;
    const Document* document = nullptr;
    base::Result<void> state; // why there is none

    base::Result<void> open(const std::string& from, KnownTexts* texts);
};

EntryReader::EntryReader(KnownTexts* texts)
    : m_texts(texts)
{
}
EntryReader::~EntryReader() = default;

base::Result<void> EntryReader::File::open(const std::string& from, KnownTexts* texts)
{
    path = from;
    const auto read = readFileText(path, stamp, texts);
    if (!read)
        return read.error();
    text = *read;
    const auto opened = text.open(std::string(dialectOfFile(path).id()), {true, true, true});
    if (!opened)
        return base::Error{opened.error().code, path + ": " + opened.error().detail};
    document = *opened;
    return {};
}

base::Result<EntryFacts> EntryReader::read(const model::EntryLocation& location)
{
    if (!m_file || m_file->path != location.file) {
        m_file = std::make_unique<File>();
        m_file->state = m_file->open(location.file, m_texts);
    }
    if (!m_file->state)
        return m_file->state.error();
    return factsOf(*m_file->document, location, m_file->stamp);
}

base::Result<EntryFacts> readEntry(const model::EntryLocation& location)
{
    return EntryReader().read(location);
}

} // namespace gatehouse::clients
