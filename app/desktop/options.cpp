// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/options.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::desktop {
namespace {

constexpr std::array<std::string_view, 4> kPages{"--review", "--catalog", "--timeline", "--protect"};
/// Qt takes these with a value; it takes them out of the arguments itself.
constexpr std::array<std::string_view, 4> kOfQt{"-platform", "--platform", "-style", "-display"};

template <typename Words>
bool contains(const Words& words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

Options parseOptions(const std::vector<std::string>& arguments)
{
    Options options;
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        const std::string_view word = arguments[at];
        if (word == "--background") {
            options.isBackground = true;
        } else if (contains(kPages, word)) {
            options.page = word.substr(2);
        } else if (word == "--version" || word == "--help") {
            options.wish = word == "--help" ? Options::Wish::Help : Options::Wish::Version;
            return options;
        } else if (contains(kOfQt, word)) {
            ++at;
        } else {
            options.wish = Options::Wish::Wrong;
            options.wrongWord = word;
            return options;
        }
    }
    return options;
}

const char* usageText()
{
    return "usage: gatehouse [--background] [--review | --catalog | --timeline | --protect] [--version] "
           "[--help]\n"
           "Shows Gatehouse's window, in the one that runs already where one does.\n"
           "  --background  start with the tray icon alone; questions still open a card\n"
           "Without a display use gatehouse-cli.\n"
           "Exit codes: 0 ended or handed over, 1 could not start, 2 wrong arguments, 3 no display.\n";
}

} // namespace gatehouse::desktop
