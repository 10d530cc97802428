// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detector.h"
#include "core/inspect/detectors/secret_names.h"
#include "core/inspect/detectors/secret_values.h"

#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 3> kKeyedSecretRules{
    {{"keyed-secret", Family::Secret, Severity::High,
         "A value that looks random, in a field whose name says that it is a key or token"},
        {"keyed-password", Family::Secret, Severity::High, "A password in a field of that name"},
        {"keyed-random-value", Family::Secret, Severity::Medium,
            "A value in a field whose name may say that it is a key: it looks random"}}};

/// Fast, and true wherever secretName() may say something: most fields have other names.
bool maySaySecret(std::string_view key)
{
    for (std::size_t i = 0; i + 2 < key.size(); ++i) {
        const auto pair =
            static_cast<unsigned>(key[i] | 0x20) << 8 | static_cast<unsigned>(key[i + 1] | 0x20);
        switch (pair) {
        case 'k' << 8 | 'e': // key
        case 't' << 8 | 'o': // token
        case 's' << 8 | 'e': // secret
        case 'p' << 8 | 'a': // password
        case 'p' << 8 | 'w': // pwd
        case 'c' << 8 | 'r': // credential
        case 'a' << 8 | 'u': // auth
        case 'i' << 8 | 'd': // id
            return true;
        default:
            break;
        }
    }
    return false;
}

/// `{"api_key": "…"}`, an object of environment variables: name and value are texts of their own.
class KeyedSecretsDetector final : public Detector {
public:
    std::string_view id() const override { return "keyed-secrets"; }
    std::span<const Rule> rules() const override { return kKeyedSecretRules; }
    bool readsTextsOf(mcp::Channel) const override { return true; }
    std::span<const Sample> samples() const override;

    void onText(const Look& look, FindingSink& sink) const override
    {
        constexpr std::size_t kFewest = 6;
        constexpr std::size_t kMost = 2048;
        const auto& field = look.field;
        if (look.text.size() < kFewest || look.text.size() > kMost ||
            field.kind == mcp::TextField::Kind::Key || !maySaySecret(field.key) || !isValueChannel(field))
            return;
        const auto name = secretName(field.key);
        const Span all{0, look.text.size()};
        // Numbers are passwords where the name says so, and counts elsewhere (max_tokens).
        if (field.kind == mcp::TextField::Kind::Number) {
            if (name.kind == NameKind::Password)
                sink.found(1, all, Confidence::Medium);
            return;
        }
        if (const auto judged = judgeAssigned(name, look.text, Surroundings::Quoted))
            sink.found(static_cast<std::size_t>(judged->kind), all, judged->confidence);
    }

private:
    /// What the protocol hands back and forth (cursors, request ids) is no value, whatever it is called.
    static bool isValueChannel(const mcp::TextField& field)
    {
        return field.role != mcp::TextRole::Opaque && field.role != mcp::TextRole::Blob &&
            field.role != mcp::TextRole::MimeType;
    }
};

std::span<const Sample> KeyedSecretsDetector::samples() const
{
    static constexpr auto kIn = mcp::Channel::Result;
    static const auto kSamples = std::to_array<Sample>({
        {"q7Rz2LxV9mKt4WbY8cHn3JpD", "keyed-secret", kIn, "api_key"},
        {"q7rz2lxv9mkt4wby8chn", "keyed-secret", kIn, "clientSecret"},
        {"9f86d081884c7d659a2feaa0c55ad015", "keyed-secret", mcp::Channel::Arguments, "STRIPE_TOKEN"},
        {"Tr0ub4dor&3", "keyed-password", kIn, "password"},
        {"k9#mPq2vX", "keyed-password", kIn, "DB_PASSWORD"},
        {"q7rz2lxv9mkt4wby8chn", "keyed-random-value", kIn, "key"},
        {"Your password", "", kIn, "password"},
        {"q7Rz2LxV9mKt4WbY8cHn3JpD", "", kIn, "nextPageToken"},
        {"q7Rz2LxV9mKt4WbY8cHn3JpD", "", kIn, "hash"},
        {"${API_KEY}", "", kIn, "api_key"},
        {"<your-key>", "", kIn, "api_key"},
        {"string", "", kIn, "token"},
        {"PROJ-123", "", kIn, "issue_key"},
        {"user.display_name", "", kIn, "key"},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeKeyedSecretsDetector();
std::unique_ptr<const Detector> makeKeyedSecretsDetector()
{
    return std::make_unique<KeyedSecretsDetector>();
}

} // namespace gatehouse::inspect
