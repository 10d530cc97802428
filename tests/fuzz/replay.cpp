// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over the files of a folder, where there is no libFuzzer.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    std::error_code error;
    int count = 0;
    for (const auto& file : std::filesystem::directory_iterator(argv[1], error)) {
        std::ifstream stream(file.path(), std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
        std::printf("%s (%zu bytes)\n", file.path().filename().c_str(), bytes.size());
        std::fflush(stdout); // the last name says which file broke it
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++count;
    }
    // A corpus that has gone missing must not look like a success.
    std::printf("%d inputs\n", count);
    return count > 0 ? 0 : 1;
}
