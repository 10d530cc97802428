// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/phrase_detector.h"

#include <array>
#include <memory>
#include <optional>

namespace gatehouse::inspect {
namespace {

enum ElicitedSecretRule : std::size_t { AsksForSecret, Threatens };

constexpr auto kElicitedSecretRules = std::to_array<Rule>(
    {{"elicitation-secret", Family::Elicitation, Severity::High,
         "A server's question that asks for a password, key, card or code, which the protocol forbids"},
        {"elicitation-threat", Family::Elicitation, Severity::Medium,
            "A server's question that threatens or hurries"}});

/// Questions that fish: what a server must not ask for by a form (specification, client/elicitation).
class ElicitedSecretsDetector final : public Detector {
public:
    std::string_view id() const override { return "elicited-secrets"; }
    std::span<const Rule> rules() const override { return kElicitedSecretRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 2> kPatterns{
            {{"passwor[dt]|passphrase|passcode|api[-_ ]?key|secret[-_ ]?(?:key|access)|private[-_ ]?key|"
              "(?:seed|recovery|backup|mnemonic|wallet)[-_ ]?(?:phrase|words|code|key)|mnemonic|"
              "(?:card|account|routing)[-_ ]?number|credit[-_ ]?card|security[-_ ]?code|cvv|cvc2|"
              "one[-_ ]?time[-_ ]?(?:code|pass)|otp|2fa|(?:mfa|verification|auth|login|sms)[-_ ]?code|"
              "(?:access|auth|bearer|personal|session|refresh|github|api|bot)[-_ ]?(?:access[-_ ]?)?token|"
              "ssn|social[-_ ]?security|credentials|contrasena|mot de passe|parola "
              "chiave|senha|密码|パスワード|비밀번호|"
              "\xD0\xBF\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C",
                 true},
                {"(?:will be|has been|is being) "
                 "(?:suspended|locked|closed|terminated|deleted|disabled|revoked)|"
                 "within (?:the next )?[0-9]{1,3} (?:minutes|hours)|act (?:now|immediately)|final warning|"
                 "unusual (?:activity|sign[- ]?in)|unauthori[sz]ed (?:access|login)",
                    true}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        if (look.field.channel != mcp::Channel::Elicitation || look.field.role == mcp::TextRole::Uri)
            return;
        auto begin = end;
        while (begin > 0 && end - begin < kLongestName && !isBlank(look.text[begin - 1]))
            --begin;
        if (pattern == 1) {
            sink.found(Threatens, {begin, end}, Confidence::Medium);
            return;
        }
        if (const auto confidence = confidenceOf(look, {begin, end}))
            sink.found(AsksForSecret, {begin, end}, *confidence);
    }

private:
    static constexpr std::size_t kLongestName = 48;

    static bool isBlank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

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

    /// "otp" is no part of "hotplug".
    static bool isWholeWord(std::string_view text, Span place)
    {
        const auto word = text.substr(place.begin, place.size());
        const FoldedWord folded(word);
        for (const std::string_view brief : {"otp", "ssn", "cvv", "2fa"}) {
            if (folded.text().ends_with(brief) && folded.text().size() > brief.size() &&
                folded.text()[folded.text().size() - brief.size() - 1] != '_')
                return false;
        }
        return endsWord(text, place.end) || text.substr(place.end, 1) == "s";
    }

    /// "Password policy", "max_token_count": something about secrets, not one.
    static bool isAboutSecret(std::string_view text, Span place)
    {
        static const WordSet kAbout(
            "policy|policies|length|manager|reset|resets|hint|expiry|expiration|type|count|"
            "limit|rotation|strength|format|name|required|protected|option|options");
        auto at = place.end;
        while (at < text.size() && (text[at] == '_' || text[at] == '-' || text[at] == 's'))
            ++at;
        const auto word = anyWordBehind(text, at, at + 24);
        return word && kAbout.find(FoldedWord(text.substr(word->begin, word->size())).text()) != nullptr;
    }

    static bool isAskedFor(std::string_view text, Span place)
    {
        static const WordSet kAsks(
            "enter|provide|type|give|confirm|input|paste|submit|tell|share|supply|send|verify|"
            "reenter|need|needs|require|requires|whats|what|fill|insert|reauthenticate|"
            "introduzca|ingrese|entrez|saisissez|geben|inserisci|digite|insira|введите|your|"
            "ihr|ihre|votre|tu|su|sua");
        auto at = place.begin;
        for (int left = 8; left > 0; --left) {
            const auto word = wordBefore(text, at);
            if (!word)
                return false;
            if (kAsks.find(FoldedWord(text.substr(word->begin, word->size())).text()) != nullptr)
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
