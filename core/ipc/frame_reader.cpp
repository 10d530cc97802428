// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/messages.h"

namespace gatehouse::ipc {
namespace {

constexpr std::size_t kLengthBytes = 4;

std::uint32_t lengthAt(std::string_view bytes)
{
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i)
        length |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return length;
}

} // namespace

void FrameReader::feed(std::string_view bytes)
{
    if (m_used > 0) {
        m_buffer.erase(0, m_used);
        m_used = 0;
    }
    m_buffer.append(bytes);
}

base::Result<std::string> FrameReader::next(bool& hasOne)
{
    hasOne = false;
    const auto rest = std::string_view(m_buffer).substr(m_used);
    if (rest.size() < kLengthBytes)
        return std::string();
    const auto length = lengthAt(rest);
    if (length > kMaxFrameBytes)
        return base::Error{base::ErrorCode::BadMessage, "a frame of " + std::to_string(length) + " bytes"};
    if (rest.size() - kLengthBytes < length)
        return std::string();
    hasOne = true;
    m_used += kLengthBytes + length;
    return std::string(rest.substr(kLengthBytes, length));
}

} // namespace gatehouse::ipc
