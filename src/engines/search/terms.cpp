#include "engines/search/terms.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <mutex>

#include "foundation/base/error.h"
#include "foundation/base/text.h"

namespace yici::search {

namespace {

constexpr double kPairSound = 0.4;
constexpr double kWordSound = 0.5;
constexpr double kInitials = 0.5;
constexpr size_t kLongestSounded = 12;  // characters; names are said whole, sentences are not

bool is_han(char32_t c) {
    UErrorCode status = U_ZERO_ERROR;
    return uscript_getScript(static_cast<UChar32>(c), &status) == USCRIPT_HAN;
}

bool is_letter(char32_t c) {
    return u_isalnum(static_cast<UChar32>(c)) != 0 && !is_han(c);
}

void check(UErrorCode status) {
    if (U_FAILURE(status)) throw Error(ErrorKind::internal, "base.internal", u_errorName(status));
}

std::string sound_of(const std::vector<std::string>& syllables, size_t from, size_t count, const char* between) {
    std::string out;
    for (size_t i = from; i < from + count; ++i) out += (i > from ? between : "") + syllables[i];
    return out;
}

}  // namespace

struct Cutter::Icu {
    std::unique_ptr<icu::Transliterator> latin;
    std::unique_ptr<icu::BreakIterator> words;
    mutable std::mutex mutex;  // a BreakIterator holds its text

    /// A syllable a character.
    [[nodiscard]] std::vector<std::string> syllables(std::u32string_view run) const {
        std::vector<std::string> out;
        for (const char32_t c : run) {
            icu::UnicodeString text(static_cast<UChar32>(c));
            latin->transliterate(text);
            std::string utf8;
            text.toUTF8String(utf8);
            out.push_back(std::move(utf8));
        }
        return out;
    }

    /// [from, to) of every dictionary word, in code points.
    [[nodiscard]] std::vector<std::pair<size_t, size_t>> words_of(std::u32string_view run) const {
        const std::lock_guard lock(mutex);
        const icu::UnicodeString text = icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(run.data()),
                                                                      static_cast<int32_t>(run.size()));
        words->setText(text);
        std::vector<std::pair<size_t, size_t>> out;
        for (int32_t from = words->first(), to = words->next(); to != icu::BreakIterator::DONE;
             from = to, to = words->next()) {
            out.emplace_back(text.countChar32(0, from), text.countChar32(0, to));
        }
        return out;
    }
};

Cutter::Cutter() : icu_(std::make_unique<Icu>()) {
    UErrorCode status = U_ZERO_ERROR;
    icu_->latin.reset(
        icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower; [^a-z] Remove", UTRANS_FORWARD, status));
    check(status);
    icu_->words.reset(icu::BreakIterator::createWordInstance(icu::Locale::getSimplifiedChinese(), status));
    check(status);
}

Cutter::~Cutter() = default;

std::string Cutter::normal(std::string_view text) const {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    check(status);
    const icu::UnicodeString folded = folding->normalize(
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))), status);
    check(status);
    std::string out;
    folded.toUTF8String(out);
    return out;
}

namespace {

void cut_latin(std::u32string_view run, std::vector<Term>& terms, size_t& unit) {
    terms.push_back({"w" + to_utf8(run), 1, unit++});
}

}  // namespace

std::vector<Term> Cutter::cut(std::string_view normal) const {
    const std::u32string text = to_code_points(normal);
    std::vector<Term> terms;
    size_t unit = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t start = at;
        if (is_letter(text[at])) {
            while (at < text.size() && is_letter(text[at])) ++at;
            cut_latin(std::u32string_view(text).substr(start, at - start), terms, unit);
            continue;
        }
        if (!is_han(text[at])) {
            ++at;
            continue;
        }
        while (at < text.size() && is_han(text[at])) ++at;
        const std::u32string_view run = std::u32string_view(text).substr(start, at - start);
        const std::vector<std::string> sounds = icu_->syllables(run);
        const size_t first = unit;
        if (run.size() == 1) terms.push_back({"w" + to_utf8(run), 1, unit++});
        for (size_t i = 0; i + 1 < run.size(); ++i) {
            terms.push_back({"b" + to_utf8(run.substr(i, 2)), 1, unit});
            terms.push_back({"p" + sound_of(sounds, i, 2, " "), kPairSound, unit++});
        }
        for (const auto& [from, to] : icu_->words_of(run)) {
            if (to - from < 2) continue;
            terms.push_back({"w" + to_utf8(run.substr(from, to - from)), 1, first + from});
            terms.push_back({"y" + sound_of(sounds, from, to - from, ""), kWordSound, first + from});
        }
        if (run.size() >= 2 && run.size() <= kLongestSounded) {
            terms.push_back({"y" + sound_of(sounds, 0, run.size(), ""), kWordSound, first});
            std::string initials = "i";
            for (const std::string& sound : sounds) initials += sound.substr(0, 1);
            terms.push_back({initials, kInitials, first});
        }
    }
    return terms;
}

}  // namespace yici::search
