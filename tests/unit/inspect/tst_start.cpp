// SPDX-License-Identifier: Apache-2.0
// What a program that starts has to make before it can inspect: nothing that could have been written down
// while it was built.
#include "core/inspect/inspector.h"

#include <QtTest>
#include <cstdlib>
#include <new>

using namespace gatehouse::inspect;

namespace {

std::size_t s_allocated = 0; // bytes, by all of the program, since it started

} // namespace

// All forms of them: a sanitizer has its own, and memory of one must not be freed by the other's.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    s_allocated += size;
    return std::malloc(size);
}

void* operator new(std::size_t size)
{
    if (void* const memory = operator new(size, std::nothrow))
        return memory;
    throw std::bad_alloc();
}

void* operator new[](std::size_t size)
{
    return operator new(size);
}

void* operator new[](std::size_t size, const std::nothrow_t&) noexcept
{
    return operator new(size, std::nothrow);
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

void operator delete[](void* memory) noexcept
{
    std::free(memory);
}

void operator delete[](void* memory, std::size_t) noexcept
{
    std::free(memory);
}

class TestStart : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void detectorsBuildNoTables();
    void anInspectorBuildsNoTables();
    void anAllocationIsCounted();
};

/// Patterns and words of all detectors are some hundred KB.
void TestStart::detectorsBuildNoTables()
{
    const auto before = s_allocated;
    const auto detectors = DetectorSet::standard();

    QVERIFY(detectors.detectors().size() > 40);
    QVERIFY2(s_allocated - before < 20000, std::to_string(s_allocated - before).c_str());
}

void TestStart::anInspectorBuildsNoTables()
{
    const auto detectors = DetectorSet::standard();
    const auto before = s_allocated;
    const auto inspector = Inspector::make(detectors);

    QVERIFY(inspector);
    QVERIFY2(s_allocated - before < 20000, std::to_string(s_allocated - before).c_str());
}

void TestStart::anAllocationIsCounted()
{
    const auto before = s_allocated;
    const auto detectors = DetectorSet::standard();
    std::size_t patterns = 0;
    for (const auto& detector : detectors.detectors())
        patterns += detector->patterns().size();

    QVERIFY(patterns > 500);
    QVERIFY(s_allocated - before > 100000);
}

QTEST_APPLESS_MAIN(TestStart)
#include "tst_start.moc"
