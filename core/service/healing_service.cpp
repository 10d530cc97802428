// SPDX-License-Identifier: Apache-2.0
#include "core/service/healing_service.h"

#include "core/service/client_file_watch.h"
#include "core/service/work_pool.h"

#include <QPointer>
#include <QTimer>

#include <chrono>
#include <optional>
#include <set>
#include <utility>

namespace gatehouse::service {
namespace {

clients::HealingTime steadyNow()
{
    return std::chrono::duration_cast<clients::HealingTime>(
        std::chrono::steady_clock::now().time_since_epoch());
}

QVector<Matter> mattersOf(const Healer& healer)
{
    const auto matters = healer.matters();
    return {matters.begin(), matters.end()};
}

} // namespace

class HealingService::State {
public:
    explicit State(HealerOptions given)
        : options(std::move(given))
        , quiet(options.limits)
    {
    }

    HealerOptions options;
    clients::QuietFiles quiet;
    std::vector<clients::ClientPlace> places;
    std::set<std::string> paths;
    QVector<Matter> matters;
    std::unique_ptr<ClientFileWatch> watch;
    QTimer timer;
    bool isLooking = false;
    std::shared_ptr<Healer> healer; ///< belongs to the pool's thread once it is made
    WorkPool pool;                  ///< last: it goes first
};

HealingService::HealingService(HealerOptions options, QObject* parent)
    : QObject(parent)
    , m_state(std::make_unique<State>(std::move(options)))
{
    m_state->timer.setSingleShot(true);
    connect(&m_state->timer, &QTimer::timeout, this, &HealingService::lookAtQuietOnes);
}

HealingService::~HealingService() = default;

void HealingService::start(std::vector<clients::FileView> known)
{
    auto watch = ClientFileWatch::open({m_state->options.places.home});
    auto healer = Healer::make(m_state->options, std::move(known));
    if (!watch || !healer) {
        Q_EMIT failed(watch ? healer.error() : watch.error());
        return;
    }
    m_state->watch = std::move(*watch);
    m_state->healer = std::make_shared<Healer>(std::move(*healer));
    connect(m_state->watch.get(), &ClientFileWatch::touched, this, [this](const std::string& path) {
        touch(path);
        Q_EMIT fileTouched();
    });
    connect(m_state->watch.get(), &ClientFileWatch::failed, this, &HealingService::failed);
    const auto places = std::exchange(m_state->places, {});
    setPlaces(places);
}

void HealingService::setPlaces(const std::vector<clients::ClientPlace>& places)
{
    if (m_state->places == places)
        return;
    m_state->places = places;
    if (!m_state->healer)
        return;
    std::set<std::string> paths;
    for (const auto& place : places)
        paths.insert(place.path);
    m_state->pool.run(
        this, [healer = m_state->healer, places] { return healer->setPlaces(places), true; }, [](bool) {});
    // Watched first: what happens between is seen.
    m_state->watch->setPaths({paths.begin(), paths.end()});
    const auto before = std::exchange(m_state->paths, std::move(paths));
    for (const auto& path : m_state->paths) {
        if (!before.contains(path))
            touch(path);
    }
}

QVector<Matter> HealingService::matters() const
{
    return m_state->matters;
}

void HealingService::lookAgain()
{
    for (const auto& path : m_state->paths)
        touch(path);
}

void HealingService::touch(const std::string& path)
{
    m_state->quiet.touched(path, steadyNow());
    schedule();
}

void HealingService::schedule()
{
    const auto next = m_state->quiet.next();
    if (!next || m_state->isLooking || !m_state->healer)
        return;
    const auto wait = std::max(clients::HealingTime(0), *next - steadyNow());
    // Not restarted by each of many writes: the timer asks again when it is due.
    if (!m_state->timer.isActive() || wait < m_state->timer.remainingTimeAsDuration())
        m_state->timer.start(wait);
}

void HealingService::lookAtQuietOnes()
{
    const auto paths = m_state->quiet.take(steadyNow());
    if (paths.empty())
        schedule();
    else
        lookAt({paths.begin(), paths.end()});
}

void HealingService::lookAt(const std::set<std::string>& paths)
{
    using Look = std::pair<HealingReport, QVector<Matter>>;
    m_state->isLooking = true;
    m_state->pool.run(
        this,
        [healer = m_state->healer, paths]() -> Look {
            auto report = healer->look(paths);
            return {std::move(report), mattersOf(*healer)};
        },
        [this](const Look& look) {
            const auto& [report, matters] = look;
            m_state->isLooking = false;
            for (const auto& problem : report.problems)
                Q_EMIT failed(problem);
            for (const auto& path : report.unsettled)
                m_state->quiet.touched(path, steadyNow());
            if (report.entriesChanged)
                Q_EMIT entriesChanged();
            take(matters);
            schedule();
        });
}

void HealingService::take(const QVector<Matter>& matters)
{
    if (std::exchange(m_state->matters, matters) != matters)
        Q_EMIT mattersChanged();
}

void HealingService::putBack(
    const std::vector<std::string>& refs, QObject* context, Completion<std::vector<EntryResult>> done)
{
    using Results = base::Result<std::vector<EntryResult>>;
    using Outcome = std::pair<Results, QVector<Matter>>;
    if (!m_state->healer)
        return;
    m_state->pool.run(
        this,
        [healer = m_state->healer, refs]() -> Outcome {
            auto results = healer->putBack(refs);
            return {std::move(results), mattersOf(*healer)};
        },
        [this, context = QPointer<QObject>(context), done = std::move(done)](Outcome outcome) {
            take(outcome.second);
            Q_EMIT entriesChanged();
            if (context)
                done(std::move(outcome.first));
        });
}

template <typename Answer>
void HealingService::answer(Answer work)
{
    using Outcome = std::pair<base::Result<void>, QVector<Matter>>;
    if (!m_state->healer)
        return;
    m_state->pool.run(
        this,
        [healer = m_state->healer, work]() -> Outcome {
            auto done = work(*healer);
            return {std::move(done), mattersOf(*healer)};
        },
        [this](const Outcome& outcome) {
            if (!outcome.first)
                Q_EMIT failed(outcome.first.error());
            take(outcome.second);
            Q_EMIT entriesChanged();
        });
}

void HealingService::leave(const std::string& ref)
{
    answer([ref](Healer& healer) { return healer.leave(ref); });
}

void HealingService::forget(const std::string& ref)
{
    answer([ref](Healer& healer) { return healer.forget(ref); });
}

void HealingService::resume(const std::string& file)
{
    answer([file](Healer& healer) { return healer.resume(file); });
}

} // namespace gatehouse::service
