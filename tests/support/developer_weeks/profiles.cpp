// SPDX-License-Identifier: Apache-2.0
#include "tests/support/developer_weeks/weeks.h"

#include <algorithm>

namespace gatehouse::weeks {
namespace {

constexpr int kNewProjectDay = 2; // Wednesday

std::string projectOf(Random& random, int day)
{
    if (day >= kNewProjectDay && random.chance(0.3))
        return "/src/harbour";
    return random.chance(0.7) ? "/src/lighthouse" : "/src/tools";
}

std::string fileIn(Random& random, const std::string& folder)
{
    static const std::vector<std::string> kFolders{"src", "src/core", "tests", "docs", "src/ui", "scripts"};
    static const std::vector<std::string> kEndings{".ts", ".cpp", ".md", ".json", ".py", ".h"};
    return std::string(kHome) + folder + "/" + random.of(kFolders) + "/" + word(random) + random.of(kEndings);
}

std::vector<Call> filesStep(Random& random, int day)
{
    // Most of it in projects; now and then notes, and from Wednesday on another root, too.
    const auto folder = random.chance(0.05)            ? std::string("/Documents/notes")
        : day >= kNewProjectDay && random.chance(0.06) ? std::string("/clients/site")
                                                       : projectOf(random, day);
    const auto path = [&] { return R"({"path":)" + quoted(fileIn(random, folder)); };
    std::vector<Call> calls;
    const auto kind = random.unit();
    if (kind < 0.45) {
        const auto count = 1 + random.below(6);
        for (std::size_t i = 0; i < count; ++i)
            calls.push_back(make("read_text_file", path() + (random.chance(0.15) ? R"(,"head":80})" : "}"),
                random.around(4000, 3), random.chance(0.03)));
    } else if (kind < 0.65) {
        const auto file = path();
        calls.push_back(make("read_text_file", file + "}", random.around(5000, 3)));
        calls.push_back(make("edit_file",
            file + R"(,"edits":[{"oldText":)" + quoted(text(random, 40 + random.below(400))) +
                R"(,"newText":)" + quoted(text(random, 40 + random.below(600))) + R"(}],"dryRun":false})",
            random.around(900, 2), random.chance(0.08)));
    } else if (kind < 0.75) {
        calls.push_back(make("write_file",
            path() + R"(,"content":)" +
                quoted(text(random, static_cast<std::size_t>(random.around(1500, 2.5)))) + "}",
            90));
    } else if (kind < 0.88) {
        calls.push_back(make("list_directory", R"({"path":)" + quoted(std::string(kHome) + folder) + "}",
            random.around(700, 1.8)));
    } else if (kind < 0.96) {
        calls.push_back(make("search_files",
            R"({"path":)" + quoted(std::string(kHome) + folder) + R"(,"pattern":)" + quoted(word(random)) +
                "}",
            random.around(1500, 2.5)));
    } else if (kind < 0.985) {
        calls.push_back(make("directory_tree", R"({"path":)" + quoted(std::string(kHome) + folder) + "}",
            random.around(16000, 2)));
    } else {
        calls.push_back(make("create_directory", path() + "}", 80));
    }
    return calls;
}

std::vector<Call> gitStep(Random& random, int day)
{
    const auto repository = R"({"repo_path":)" + quoted(std::string(kHome) + projectOf(random, day));
    std::vector<Call> calls{make("git_status", repository + "}", random.around(400, 1.7))};
    const auto kind = random.unit();
    if (kind < 0.5)
        calls.push_back(
            make("git_diff_unstaged", repository + R"(,"context_lines":3})", random.around(5000, 3)));
    if (kind < 0.35) {
        calls.push_back(make("git_add", repository + R"(,"files":["src/)" + word(random) + R"(.ts"]})", 60));
        calls.push_back(make("git_commit",
            repository + R"(,"message":)" + quoted(text(random, 30 + random.below(200))) + "}", 120,
            random.chance(0.03)));
    } else if (kind < 0.7) {
        calls.push_back(make("git_log", repository + R"(,"max_count":10})", random.around(2500, 1.5)));
    } else if (kind < 0.85) {
        calls.push_back(make("git_show", repository + R"(,"revision":)" + quoted("a1b2" + word(random)) + "}",
            random.around(6000, 3)));
    } else if (kind < 0.93) {
        calls.push_back(
            make("git_checkout", repository + R"(,"branch_name":)" + quoted(word(random)) + "}", 80));
    } else if (kind < 0.97) {
        calls.push_back(
            make("git_create_branch", repository + R"(,"branch_name":)" + quoted(word(random)) + "}", 80));
    }
    return calls;
}

std::vector<Call> fetchStep(Random& random, int)
{
    static const std::vector<std::string> kKnown{"developer.mozilla.org", "docs.python.org", "github.com",
        "stackoverflow.com", "nodejs.org", "react.dev"};
    // Reading leads to sites that nobody has been at before.
    const auto host = random.chance(0.6)
        ? kKnown[random.oftenFirst(kKnown.size())]
        : word(random) + word(random) + (random.chance(0.7) ? ".dev" : ".org");
    const auto url = "https://" + host + "/" + word(random) + "/" + word(random);
    std::vector<Call> calls{
        make("fetch", R"({"url":)" + quoted(url) + "}", random.around(5000, 1.5), random.chance(0.06))};
    while (random.chance(0.3))
        calls.push_back(make("fetch",
            R"({"url":)" + quoted(url) + R"(,"start_index":)" + std::to_string(calls.size() * 5000) + "}",
            random.around(5000, 1.3)));
    return calls;
}

std::vector<Call> databaseStep(Random& random, int)
{
    std::vector<Call> calls;
    if (random.chance(0.15))
        calls.push_back(make("list_tables", "{}", random.around(1200, 1.1)));
    if (random.chance(0.3))
        calls.push_back(
            make("describe_table", R"({"table":)" + quoted(word(random)) + "}", random.around(900, 1.6)));
    const auto count = 1 + random.below(4);
    for (std::size_t i = 0; i < count; ++i)
        calls.push_back(
            make("query", R"({"sql":)" + quoted("SELECT " + text(random, 30 + random.below(250))) + "}",
                random.around(2500, 3.5), random.chance(0.1)));
    return calls;
}

std::vector<Call> browserStep(Random& random, int)
{
    static const std::vector<std::string> kPages{"http://localhost:3000/", "http://localhost:3000/login",
        "http://localhost:3000/items", "https://staging.lighthouse.example/", "http://localhost:6006/"};
    std::vector<Call> calls{
        make("browser_navigate", R"({"url":)" + quoted(random.of(kPages)) + "}", random.around(9000, 2))};
    const auto count = 2 + random.below(7);
    for (std::size_t i = 0; i < count; ++i) {
        const auto kind = random.unit();
        const auto element = R"({"element":)" + quoted(text(random, 10 + random.below(20))) + R"(,"ref":"e)" +
            std::to_string(random.below(90)) + "\"";
        if (kind < 0.45)
            calls.push_back(
                make("browser_click", element + "}", random.around(9000, 2), random.chance(0.05)));
        else if (kind < 0.65)
            calls.push_back(make("browser_type",
                element + R"(,"text":)" + quoted(text(random, 5 + random.below(30))) + "}",
                random.around(9000, 2)));
        else if (kind < 0.9)
            calls.push_back(make("browser_snapshot", "{}", random.around(14000, 2)));
        else
            calls.push_back(make("browser_take_screenshot", "{}", random.around(140000, 1.6)));
    }
    return calls;
}

std::vector<Call> shellStep(Random& random, int day)
{
    static const std::vector<std::string> kCommands{"git status", "npm test", "npm run build", "ls -la",
        "rg TODO src/", "pytest -q tests/", "docker compose ps", "make -j2", "cat package.json",
        "node scripts/seed.js"};
    const auto folder = std::string(kHome) + projectOf(random, day);
    std::vector<Call> calls;
    const auto count = 1 + random.below(4);
    for (std::size_t i = 0; i < count; ++i) {
        auto command = random.of(kCommands);
        if (random.chance(0.4))
            command = "cd " + folder + " && " + command;
        if (random.chance(0.04))
            command = "tail -n 50 /tmp/" + word(random) + ".log";
        if (random.chance(0.05))
            command = "curl -s http://localhost:3000/" + word(random);
        calls.push_back(make("start_process", R"({"command":)" + quoted(command) + R"(,"timeout_ms":30000})",
            random.around(1500, 3), random.chance(0.07)));
        if (random.chance(0.3))
            calls.push_back(make("read_process_output",
                R"({"pid":)" + std::to_string(1000 + random.below(9000)) + "}", random.around(2500, 2.5)));
    }
    return calls;
}

std::vector<Call> notesStep(Random& random, int)
{
    std::vector<Call> calls;
    const auto kind = random.unit();
    const auto entity = [&] {
        return R"({"name":)" + quoted(word(random)) + R"(,"entityType":"project","observations":[)" +
            quoted(text(random, 20 + random.below(120))) + "]}";
    };
    if (kind < 0.5)
        calls.push_back(
            make("search_nodes", R"({"query":)" + quoted(word(random)) + "}", random.around(1500, 2.5)));
    else if (kind < 0.7)
        calls.push_back(
            make("open_nodes", R"({"names":[)" + quoted(word(random)) + "]}", random.around(900, 2)));
    else if (kind < 0.85)
        calls.push_back(make("add_observations",
            R"({"observations":[{"entityName":)" + quoted(word(random)) + R"(,"contents":[)" +
                quoted(text(random, 20 + random.below(200))) + "]}]}",
            300));
    else if (kind < 0.93)
        calls.push_back(make("create_entities", R"({"entities":[)" + entity() + "]}", 300));
    else if (kind < 0.97)
        calls.push_back(
            make("create_relations", R"({"relations":[{"from":"a","to":"b","relationType":"uses"}]})", 150));
    else
        calls.push_back(make("read_graph", "{}", random.around(20000, 1.4)));
    return calls;
}

std::vector<Call> forgeStep(Random& random, int day)
{
    const auto repository = R"({"owner":"dana-labs","repo":)" +
        quoted(day >= kNewProjectDay && random.chance(0.3) ? "harbour" : "lighthouse");
    std::vector<Call> calls;
    const auto kind = random.unit();
    if (kind < 0.35)
        calls.push_back(make("get_file_contents", repository + R"(,"path":"src/)" + word(random) + R"(.ts"})",
            random.around(5000, 2.5), random.chance(0.04)));
    else if (kind < 0.55)
        calls.push_back(
            make("list_issues", repository + R"(,"state":"open","perPage":20})", random.around(18000, 1.6)));
    else if (kind < 0.75)
        calls.push_back(
            make("get_issue", repository + R"(,"issue_number":)" + std::to_string(random.below(400)) + "}",
                random.around(4000, 2)));
    else if (kind < 0.85)
        calls.push_back(make("search_code",
            R"({"q":)" + quoted(word(random) + " repo:dana-labs/lighthouse") + "}", random.around(9000, 2)));
    else if (kind < 0.93)
        calls.push_back(make("add_issue_comment",
            repository + R"(,"issue_number":7,"body":)" + quoted(text(random, 60 + random.below(600))) + "}",
            600));
    else if (kind < 0.97)
        calls.push_back(make("create_pull_request",
            repository + R"(,"title":)" + quoted(text(random, 40)) + R"(,"head":"x","base":"main","body":)" +
                quoted(text(random, 200 + random.below(900))) + "}",
            1500));
    else
        calls.push_back(make("list_commits", repository + "}", random.around(15000, 1.3)));
    return calls;
}

/// Few pages, most of them of few sites: each new one could be told.
std::vector<Call> papersStep(Random& random, int)
{
    static const std::vector<std::string> kKnown{"arxiv.org", "doi.org", "openreview.net"};
    const auto host =
        random.chance(0.85) ? kKnown[random.oftenFirst(kKnown.size())] : word(random) + word(random) + ".edu";
    return {make("fetch", R"({"url":)" + quoted("https://" + host + "/" + word(random)) + "}",
        random.around(8000, 2))};
}

} // namespace

std::vector<Profile> tunedProfiles()
{
    return {{"files", filesStep, 70, true, false, true}, {"git", gitStep, 30, false, false, true},
        {"fetch", fetchStep, 25, true, false, false}, {"database", databaseStep, 25, false, true, false},
        {"browser", browserStep, 20, false, false, true}, {"shell", shellStep, 40, true, true, true}};
}

std::vector<Profile> heldOutProfiles()
{
    return {{"notes", notesStep, 30, true, false, false}, {"forge", forgeStep, 35, false, true, true},
        {"papers", papersStep, 12, true, false, false}};
}

} // namespace gatehouse::weeks
