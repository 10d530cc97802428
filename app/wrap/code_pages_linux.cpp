// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/code_pages.h"

#include <cstddef>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

namespace gatehouse::wrap {
namespace {

/// Of a segment that nobody writes to: what is mapped there is as it stands in the file.
void giveBack(ElfW(Addr) base, const ElfW(Phdr) & segment)
{
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0)
        return;
    const auto page = static_cast<ElfW(Addr)>(::sysconf(_SC_PAGESIZE));
    const auto begin = (base + segment.p_vaddr + page - 1) / page * page;
    const auto end = (base + segment.p_vaddr + segment.p_filesz) / page * page;
    if (begin < end)
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

} // namespace

void giveBackCodePages()
{
    // The program itself comes first; it is the only one, or the libraries are of use to others, too.
    ::dl_iterate_phdr(
        [](dl_phdr_info* program, std::size_t, void*) {
            for (int i = 0; i < program->dlpi_phnum; ++i)
                giveBack(program->dlpi_addr, program->dlpi_phdr[i]);
            return 1;
        },
        nullptr);
}

} // namespace gatehouse::wrap
