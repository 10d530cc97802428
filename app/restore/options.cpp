// SPDX-License-Identifier: Apache-2.0
#include "app/restore/options.h"

#include "core/base/utf8.h"

namespace gatehouse::restore {
namespace {

constexpr std::size_t kRefDigits = 16;
constexpr std::size_t kShownWord = 80;

bool isRef(std::string_view word)
{
    return word.size() == kRefDigits && word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

const char* const kHelpText = "Usage: gatehouse-restore [--dry-run] [REF...]\n"
                              "\n"
                              "Gives AI clients' configuration files back as they were before Gatehouse "
                              "guarded their MCP servers. It needs nothing\n"
                              "but the records in ~/.local/share/gatehouse/protection: no desktop, no "
                              "database, no library. What you or a client\n"
                              "changed since stays.\n"
                              "\n"
                              "  REF        only these entries (16 hexadecimal digits, as --entry= in the "
                              "files shows them); none: all\n"
                              "  --dry-run  show what would change and change nothing\n"
                              "  --version  print the version and exit\n"
                              "  --help     print this text and exit\n"
                              "\n"
                              "Exit status: 0 done, or nothing was guarded; 1 nothing could be put back; 2 "
                              "wrong usage; 6 put back in part.\n";

base::Result<Options> parseOptions(const std::vector<std::string>& words)
{
    Options options;
    for (const auto& word : words) {
        if (word == "--dry-run")
            options.isDryRun = true;
        else if (word == "--help")
            options.wantsHelp = true;
        else if (word == "--version")
            options.wantsVersion = true;
        else if (isRef(word))
            options.refs.push_back(word);
        else
            return base::Error{base::ErrorCode::InvalidArgument,
                "neither an option nor a ref of 16 hexadecimal digits: " +
                    base::printable(base::truncateUtf8(word, kShownWord))};
    }
    return options;
}

} // namespace gatehouse::restore
