// SPDX-License-Identifier: Apache-2.0
#include "ui/models/answered_together.h"

#include <algorithm>
#include <utility>

namespace gatehouse::models {
namespace {

constexpr std::size_t kMaxUnfinished = 16; // a card that cannot be decided leaves its answer unfinished

} // namespace

void AnsweredTogether::answer(Cards cards)
{
    if (m_answers.size() >= kMaxUnfinished)
        m_answers.erase(m_answers.begin());
    m_answers.push_back({std::move(cards), {}});
}

AnsweredTogether::Decisions AnsweredTogether::decided(
    const std::string& card, const model::RegistryDecision& decision)
{
    // A card that came back and was answered again belongs to the newer answer.
    const auto found = std::find_if(m_answers.rbegin(), m_answers.rend(), [&](const Answer& one) {
        return std::find(one.open.begin(), one.open.end(), card) != one.open.end();
    });
    if (found == m_answers.rend())
        return {decision};
    std::erase(found->open, card);
    found->decisions.push_back(decision);
    auto together = found->decisions;
    if (found->open.empty())
        m_answers.erase(std::next(found).base());
    return together;
}

} // namespace gatehouse::models
