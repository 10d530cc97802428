// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse::trust {

/// What two texts do not share between their common start and their common end.
struct Difference {
    std::string_view left;
    std::string_view right;
    std::size_t commonEnd = 0; ///< bytes behind it that both have

    /// Two letters that changed places.
    bool isSwap() const
    {
        return left.size() == 2 && right.size() == 2 && left[0] == right[1] && left[1] == right[0];
    }
};

constexpr Difference differenceOf(std::string_view left, std::string_view right)
{
    const auto shorter = left.size() < right.size() ? left.size() : right.size();
    std::size_t head = 0;
    while (head < shorter && left[head] == right[head])
        ++head;
    std::size_t tail = 0;
    while (tail < shorter - head && left[left.size() - 1 - tail] == right[right.size() - 1 - tail])
        ++tail;
    return {
        left.substr(head, left.size() - head - tail), right.substr(head, right.size() - head - tail), tail};
}

} // namespace gatehouse::trust
