// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/file.h"

#include <cstddef>
#include <string_view>

namespace gatehouse::wrap {

/// What one attempt to read or write came to.
struct Transfer {
    std::size_t bytes = 0;
    bool isEnded = false; ///< end of file when reading; nobody reads any more when writing; or an error
};

/// One end of a byte stream that never blocks, whoever else holds the other descriptors of it. O_NONBLOCK
/// belongs to the open file that a descriptor stands for and is shared with whoever passed it on: setting it
/// on an inherited stdin would reach the client, so such a stream is opened anew (pipes, terminals) or used
/// with MSG_DONTWAIT (sockets).
class Stream {
public:
    enum class Use { Read, Write };

    Stream() = default;
    /// A descriptor that somebody else may share: stdin, stdout. It is replaced in place where it is opened
    /// anew.
    static Stream inherited(int descriptor, Use use);
    /// A descriptor of our own, which may be set non-blocking.
    static Stream own(base::Descriptor descriptor);

    bool isOpen() const { return m_file.isOpen(); }
    int descriptor() const { return m_file.get(); }
    /// The number of a standard descriptor stays taken: nothing that is opened later may get it.
    void close();

    Transfer read(char* into, std::size_t room);
    Transfer write(std::string_view bytes);
    /// Bytes that can be read now without waiting for more; 0 where that cannot be told.
    std::size_t readable() const;

private:
    // A file or device that could be opened neither anew nor non-blocking is touched only after poll, in
    // pieces that fit.
    enum class Kind { NonBlocking, Socket, Careful };

    base::Descriptor m_file;
    Kind m_kind = Kind::NonBlocking;
};

} // namespace gatehouse::wrap
