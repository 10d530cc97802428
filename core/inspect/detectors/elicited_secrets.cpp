// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::inspect {
namespace {

enum ElicitedSecretRule : std::size_t { AsksForSecret, Threatens };

constexpr auto kElicitedSecretRules = std::to_array<Rule>(
    {{"elicitation-secret", Family::Elicitation, Severity::High,
         "A server's question that asks for a password, key, card or code, which the protocol forbids"},
        {"elicitation-threat", Family::Elicitation, Severity::Medium,
            "A server's question that threatens or hurries"}});

/// Without blanks and signs: "API key", "api_key" and "apiKey" are one.
constexpr auto kAskedSecrets = std::to_array<std::string_view>({"password", "passwort", "passphrase",
    "passcode", "apikey", "secretkey", "secretaccess", "privatekey", "seedphrase", "recoveryphrase",
    "backupphrase", "recoverycode", "recoverykey", "backupcode", "mnemonic", "walletkey", "walletphrase",
    "secretphrase", "cardnumber", "accountnumber", "routingnumber", "creditcard", "debitcard", "securitycode",
    "cvv", "cvc", "onetimecode", "onetimepass", "otp", "2fa", "mfacode", "verificationcode", "authcode",
    "authenticationcode", "logincode", "smscode", "accesstoken", "authtoken", "bearertoken", "sessiontoken",
    "refreshtoken", "githubtoken", "apitoken", "bottoken", "ssn", "socialsecurity", "credentials",
    "contrasena", "motdepasse", "senha", "пароль", "密码", "密碼", "パスワード", "비밀번호"});

constexpr auto kThreats = std::to_array<std::string_view>(
    {"willbesuspended", "willbelocked", "willbeclosed", "willbeterminated", "willbedeleted", "willbedisabled",
        "hasbeensuspended", "hasbeenlocked", "hasbeendisabled", "actnow", "actimmediately", "finalwarning",
        "unusualactivity", "unusualsignin", "unauthorizedaccess", "unauthorizedlogin"});

/// The letters and digits of a text, small, and where each stands.
class Letters {
public:
    explicit Letters(std::string_view text)
    {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto byte = static_cast<unsigned char>(text[i]);
            const bool isUpper = byte >= 'A' && byte <= 'Z';
            const bool isKept =
                isUpper || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
            if (!isKept)
                continue;
            m_letters += static_cast<char>(isUpper ? byte + 32 : byte);
            m_places.push_back(i);
        }
    }

    template <typename Take>
    void forEach(std::string_view word, Take take) const
    {
        for (auto at = m_letters.find(word); at != std::string::npos; at = m_letters.find(word, at + 1))
            take(Span{m_places[at], m_places[at + word.size() - 1] + 1});
    }

private:
    std::string m_letters;
    std::vector<std::size_t> m_places;
};

/// Questions that fish: what a server must not ask for by a form (specification, client/elicitation).
class ElicitedSecretsDetector final : public Detector {
public:
    std::string_view id() const override { return "elicited-secrets"; }
    std::span<const Rule> rules() const override { return kElicitedSecretRules; }
    std::span<const Sample> samples() const override;

    bool readsTextsOf(mcp::Channel channel) const override { return channel == mcp::Channel::Elicitation; }

    /// Elicitations are rare and short: they are searched without Vectorscan.
    void onText(const Look& look, FindingSink& sink) const override
    {
        if (look.field.role == mcp::TextRole::Uri)
            return;
        const Letters letters(look.text);
        for (const auto word : kAskedSecrets) {
            letters.forEach(word, [&](Span place) {
                if (const auto confidence = confidenceOf(look, place))
                    sink.found(AsksForSecret, place, *confidence);
            });
        }
        for (const auto threat : kThreats)
            letters.forEach(threat, [&](Span place) { sink.found(Threatens, place, Confidence::Medium); });
    }

private:
    static std::optional<Confidence> confidenceOf(const Look& look, Span place)
    {
        if (!isWholeWord(look.text, place))
            return std::nullopt;
        const bool isField =
            look.field.kind == mcp::TextField::Kind::Key || look.field.role == mcp::TextRole::Schema;
        if (isField)
            return isAboutSecret(look.text, place) ? Confidence::Medium : Confidence::High;
        if (isAskedFor(look.text, place))
            return isAboutSecret(look.text, place) ? Confidence::Low : Confidence::High;
        return Confidence::Low;
    }

    /// "otp" is no part of "hotplug", nor "ssn" of "lessness".
    static bool isWholeWord(std::string_view text, Span place)
    {
        constexpr std::size_t kBrief = 4;
        const bool isBrief = place.size() <= kBrief;
        const bool startsOwn = startsWord(text, place.begin) || text[place.begin - 1] == '_';
        const bool endsOwn = endsWord(text, place.end) || text[place.end] == 's' || text[place.end] == '_' ||
            (text[place.end] >= 'A' && text[place.end] <= 'Z');
        return endsOwn && (!isBrief || startsOwn);
    }

    /// "Password policy", "max_token_count": something about secrets, not one.
    static bool isAboutSecret(std::string_view text, Span place)
    {
        static constexpr WordSet kAbout(
            "policy|policies|length|manager|reset|resets|hint|expiry|expiration|type|count|"
            "limit|rotation|strength|format|name|required|protected|option|options");
        auto at = place.end;
        while (at < text.size() && (text[at] == '_' || text[at] == '-' || text[at] == 's'))
            ++at;
        const auto word = anyWordBehind(text, at, at + 24);
        return word && kAbout.hasRaw(text.substr(word->begin, word->size()));
    }

    static bool isAskedFor(std::string_view text, Span place)
    {
        static constexpr WordSet kAsks(
            "enter|provide|type|give|confirm|input|paste|submit|tell|share|supply|send|verify|"
            "reenter|need|needs|require|requires|whats|what|fill|insert|reauthenticate|"
            "introduzca|ingrese|entrez|saisissez|geben|inserisci|digite|insira|введите|your|"
            "ihr|ihre|votre|tu|su|sua");
        auto at = place.begin;
        for (int left = 8; left > 0; --left) {
            const auto word = wordBefore(text, at);
            if (!word)
                return false;
            if (kAsks.hasRaw(text.substr(word->begin, word->size())))
                return true;
            at = word->begin;
        }
        return false;
    }
};

std::span<const Sample> ElicitedSecretsDetector::samples() const
{
    using mcp::Channel;
    static const auto kSamples = std::to_array<Sample>({
        {"Please enter your password to go on.", "elicitation-secret", Channel::Elicitation},
        {"We need your recovery phrase.", "elicitation-secret", Channel::Elicitation},
        {"Type the one-time code that you got.", "elicitation-secret", Channel::Elicitation},
        {"Give us your credit card.", "elicitation-secret", Channel::Elicitation},
        {"Your account will be suspended.", "elicitation-threat", Channel::Elicitation},
        {"Which branch do you want to merge?", "", Channel::Elicitation},
        {"Your name, as on the badge", "", Channel::Elicitation},
        {"How many tokens may the summary have?", "", Channel::Elicitation},
        {"Please enter your password.", ""},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeElicitedSecretsDetector();
std::unique_ptr<const Detector> makeElicitedSecretsDetector()
{
    return std::make_unique<ElicitedSecretsDetector>();
}

} // namespace gatehouse::inspect
