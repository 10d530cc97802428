// SPDX-License-Identifier: Apache-2.0
#include "core/service/desktop_link.h"

#include "core/service/gatehouse.h"
#include "core/service/local_socket.h"

namespace gatehouse::service {
namespace {

constexpr std::size_t kReadBytes = std::size_t{16} << 10;

} // namespace

base::Result<DesktopLink> DesktopLink::open(
    const std::string& socket, const std::string& program, int timeoutMs)
{
    auto connected = connectTo(socket, timeoutMs);
    if (!connected)
        return connected.error();
    DesktopLink link(std::move(*connected));
    ipc::Hello hello;
    hello.program = program;
    hello.version = GATEHOUSE_VERSION;
    if (const auto sent = link.send(hello); !sent)
        return sent.error();
    const auto answer = link.receive();
    if (!answer)
        return answer.error();
    if (!std::holds_alternative<ipc::Welcome>(*answer))
        return base::Error{base::ErrorCode::BadMessage, socket + ": the desktop did not greet back"};
    return link;
}

DesktopLink::DesktopLink(base::Descriptor socket)
    : m_socket(std::move(socket))
{
}

base::Result<std::string> DesktopLink::request(const ipc::Message& message)
{
    if (const auto sent = send(message); !sent)
        return sent.error();
    const auto answer = receive();
    if (!answer)
        return answer.error();
    const auto* const done = std::get_if<ipc::Done>(&*answer);
    if (done == nullptr)
        return base::Error{base::ErrorCode::BadMessage, "the desktop answered something else"};
    if (!done->isOk)
        return base::Error{errorCodeNamed(done->errorName), done->text};
    return done->text;
}

base::Result<void> DesktopLink::send(const ipc::Message& message)
{
    const auto frame = ipc::encodeFrame(message);
    if (frame.empty())
        return base::Error{base::ErrorCode::TooLarge, "the request is larger than a message may be"};
    std::string_view rest = frame;
    while (!rest.empty()) {
        const auto sent = writeSome(m_socket.get(), rest);
        if (!sent)
            return base::Error{base::ErrorCode::NotConnected, "the desktop went away"};
        if (*sent == 0)
            return base::Error{base::ErrorCode::NotConnected, "the desktop does not read"};
        rest.remove_prefix(*sent);
    }
    return {};
}

base::Result<ipc::Message> DesktopLink::receive()
{
    for (;;) {
        bool hasOne = false;
        const auto body = m_reader.next(hasOne);
        if (!body)
            return body.error();
        if (hasOne)
            return ipc::decodeBody(*body);
        bool ended = false;
        const auto bytes = readSome(m_socket.get(), kReadBytes, ended);
        if (!bytes || ended)
            return base::Error{base::ErrorCode::NotConnected, "the desktop closed the connection"};
        if (bytes->empty())
            return base::Error{base::ErrorCode::NotConnected, "the desktop did not answer in time"};
        m_reader.feed(*bytes);
    }
}

base::ErrorCode errorCodeNamed(std::string_view name)
{
#define GATEHOUSE_ERROR(code, number, text)                                                                  \
    if (name == (text))                                                                                      \
        return base::ErrorCode::code;
#include "core/base/error_codes.def"
#undef GATEHOUSE_ERROR
    return base::ErrorCode::Internal;
}

base::Result<void> askRunningDesktop(const base::Places& places, const std::string& page)
{
    auto link = DesktopLink::open(places.socket, "desktop");
    if (!link)
        return link.error();
    const auto done = link->request(ipc::ShowWindow{page});
    if (!done)
        return done.error();
    return {};
}

} // namespace gatehouse::service
