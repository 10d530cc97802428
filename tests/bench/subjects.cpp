// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/subjects.h"

#include "core/base/file.h"
#include "tests/bench/child_process.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace gatehouse::bench {
namespace {

/// `gatehouse-cli approve -- SERVER`: a headless machine's way, which is what this is.
base::Result<void> approve(const Programs& programs, const std::vector<std::string>& environment)
{
    auto child = startChild({programs.cli, "approve", "--", programs.server}, environment);
    if (!child)
        return child.error();
    child->input.close();
    std::string said;
    std::array<char, 4096> buffer;
    ssize_t count = 0;
    while ((count = ::read(child->output.get(), buffer.data(), buffer.size())) > 0)
        said.append(buffer.data(), static_cast<std::size_t>(count));
    if (const int status = child->wait(); status != 0)
        return base::Error{base::ErrorCode::Internal,
            "gatehouse-cli approve ended with " + std::to_string(status) + ": " + said};
    return {};
}

} // namespace

std::optional<Programs> programsIn(const std::vector<std::string_view>& words, bool hasRelay)
{
    Programs programs;
    std::vector<std::pair<std::string_view, std::string*>> options = {
        {"--server=", &programs.server}, {"--wrap=", &programs.wrap}, {"--cli=", &programs.cli}};
    if (hasRelay)
        options.emplace_back("--relay=", &programs.relay);
    for (const auto& [prefix, target] : options) {
        for (const std::string_view word : words) {
            if (word.starts_with(prefix))
                *target = word.substr(prefix.size());
        }
        if (target->empty())
            return std::nullopt;
    }
    return programs;
}

base::Result<ScratchHome> ScratchHome::create()
{
    std::string path = (std::filesystem::temp_directory_path() / "gatehouse-bench-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr)
        return base::errnoError(errno, path);
    ScratchHome home;
    home.m_path = std::move(path);
    return home;
}

ScratchHome::ScratchHome(ScratchHome&& other) noexcept
    : m_path(std::exchange(other.m_path, {}))
{
}

ScratchHome::~ScratchHome()
{
    std::error_code ignored;
    if (!m_path.empty())
        std::filesystem::remove_all(m_path, ignored);
}

base::Result<std::vector<Subject>> makeSubjects(const Programs& programs, const ScratchHome& home)
{
    const std::vector<std::string> environment = {"HOME=" + home.path()};
    if (auto approved = approve(programs, environment); !approved)
        return approved.error();
    return std::vector<Subject>{
        {"direct", {programs.server}, environment},
        {"relay", {programs.relay, programs.server}, environment},
        {"gatehouse", {programs.wrap, programs.server}, environment},
    };
}

} // namespace gatehouse::bench
