// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/micro/sample_texts.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>
#include <vector>

namespace gatehouse::bench {
namespace {

/// All files below a folder whose names end so, in order, as often as it takes.
std::string textOf(const std::string& folder, const std::string& ending)
{
    std::vector<std::string> paths;
    for (const auto& entry :
        std::filesystem::recursive_directory_iterator(std::string(GATEHOUSE_SOURCE_FOLDER) + folder)) {
        if (entry.is_regular_file() && entry.path().string().ends_with(ending))
            paths.push_back(entry.path().string());
    }
    std::ranges::sort(paths);
    std::string text;
    while (!paths.empty() && text.size() < kTextBytes) {
        for (const auto& path : paths) {
            std::ifstream in(path);
            text.append(std::istreambuf_iterator<char>(in), {});
        }
    }
    text.resize(std::min(text.size(), kTextBytes));
    return text;
}

std::string randomHex(std::mt19937& random, int digits)
{
    std::string text;
    for (int i = 0; i < digits; ++i)
        text += "0123456789abcdef"[random() % 16];
    return text;
}

std::string jsonText()
{
    std::mt19937 random(7);
    std::string text = "[";
    while (text.size() < kTextBytes) {
        const auto day = std::to_string(2010 + random() % 15) + "-0" + std::to_string(1 + random() % 9) +
            "-1" + std::to_string(random() % 10);
        text += R"({"id":)" + std::to_string(random()) + R"(,"uuid":")" + randomHex(random, 8) + "-" +
            randomHex(random, 4) + "-4" + randomHex(random, 3) + "-a" + randomHex(random, 3) + "-" +
            randomHex(random, 12) + R"(","created":")" + day + R"(T12:34:56.789Z","amount":)" +
            std::to_string(random() % 100000) + "." + std::to_string(10 + random() % 90) +
            R"(,"tags":["alpha","beta"],"sha":")" + randomHex(random, 40) + R"(","version":"1.)" +
            std::to_string(random() % 30) + R"(.4","isOpen":true,"note":"Moved to the second queue"},)";
    }
    return text;
}

std::string scriptsText()
{
    constexpr std::array<std::string_view, 6> kSentences{"Файл сохранён в папке проекта, проверка прошла. ",
        "该文件已保存到项目文件夹中，检查已通过。", "ファイルはフォルダーに保存されました。",
        "Το αρχείο αποθηκεύτηκε στον φάκελο του έργου. ", "تم حفظ الملف في مجلد المشروع. ",
        "Die Prüfung läuft über mehrere Größen – „später“ mehr. "};
    std::mt19937 random(11);
    std::string text;
    while (text.size() < kTextBytes)
        text += kSentences[random() % kSentences.size()];
    text.resize(text.rfind(' ')); // the last character whole
    text.resize(kTextBytes, ' ');
    return text;
}

std::string randomDigits(std::mt19937& random, int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += static_cast<char>('0' + random() % 10);
    return text;
}

/// Invented, and no number a person's but by chance.
std::string personsText()
{
    constexpr std::array<std::string_view, 4> kNames{"mara", "jonas", "aiko", "petrov"};
    std::mt19937 random(9);
    std::string text = "[";
    while (text.size() < kTextBytes) {
        const std::string name(kNames[random() % kNames.size()]);
        text += R"({"email":")" + name + "." + randomDigits(random, 2) +
            R"(@mail.example.co.uk","phone":"+49 151 )" + randomDigits(random, 8) + R"(","ip":"93.184.)" +
            std::to_string(random() % 256) + "." + std::to_string(random() % 256) + R"(","order":")" +
            randomDigits(random, 12) + R"(","ts":1)" + randomDigits(random, 12) + R"(,"lat":52.)" +
            randomDigits(random, 6) + R"(,"note":"paid 120 on 2024-03-1)" + randomDigits(random, 1) +
            " by invoice " + randomDigits(random, 7) + "\"},\n";
    }
    return text;
}

} // namespace

const char* nameOf(TextKind kind)
{
    constexpr std::array kNames{"code", "JSON", "prose", "scripts", "persons"};
    return kNames[static_cast<std::size_t>(kind)];
}

const std::string& sampleText(TextKind kind)
{
    static const std::array kTexts{
        textOf("/core", ".cpp"), jsonText(), textOf("/resources/docs", ".md"), scriptsText(), personsText()};
    return kTexts[static_cast<std::size_t>(kind)];
}

} // namespace gatehouse::bench
