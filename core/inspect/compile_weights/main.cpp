// SPDX-License-Identifier: Apache-2.0
// compile_weights IN OUT: checks a weight file and writes it as C++ source. Runs while Gatehouse is built,
// and is no part of it: so a damaged file ends the build, no program checks it when it starts, and all
// wrappers share one mapped copy. compile_weights --empty OUT: writes a weight file that finds nothing, for
// the build of the trainer after features have changed.
#include "core/inspect/classifier/model.h"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace {

// Eight bytes a number: a compiler reads 30,000 numbers much faster than 260,000.
bool write(const char* path, std::string bytes)
{
    bytes.resize((bytes.size() + 7) / 8 * 8, '\0');
    std::ofstream out(path);
    out << "// Written by compile_weights.\n#include \"core/inspect/classifier/weights.h\"\n\n"
           "namespace gatehouse::inspect {\n\nalignas(64) const std::uint64_t kInjectionWeights[] = {";
    out << std::hex;
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, sizeof word);
        out << (i % 64 == 0 ? "\n" : "") << "0x" << word << ',';
    }
    out << "\n};\n\n} // namespace gatehouse::inspect\n";
    out.close();
    return out.good();
}

bool writeEmpty(const char* path)
{
    constexpr auto kNever = std::numeric_limits<float>::max();
    gatehouse::inspect::Model::Header header;
    header.thresholds.fill({{kNever, kNever}, {kNever, kNever}});
    const std::vector<std::int8_t> weights(gatehouse::inspect::kBucketCount);
    const std::span all(weights);
    std::ofstream out(path, std::ios::binary);
    out << gatehouse::inspect::Model::write(header,
        {all.first(gatehouse::inspect::weightCount(0)), all.first(gatehouse::inspect::weightCount(1))});
    out.close();
    return out.good();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs("usage: compile_weights IN OUT | --empty OUT\n", stderr);
        return 64;
    }
    if (std::strcmp(argv[1], "--empty") == 0)
        return writeEmpty(argv[2]) ? 0 : 1;
    std::ifstream in(argv[1], std::ios::binary);
    std::stringstream content;
    content << in.rdbuf();
    const auto bytes = content.str();
    const auto model = gatehouse::inspect::Model::read(bytes);
    if (!model) {
        std::fprintf(stderr, "compile_weights: %s: %s\n", argv[1], model.error().detail.c_str());
        return 1;
    }
    return write(argv[2], bytes) ? 0 : 1;
}
