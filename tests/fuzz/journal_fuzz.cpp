#include <fstream>

#include "foundation/journal/heads.h"
#include "foundation/journal/segments.h"
#include "fuzz/fuzz.h"
#include "support/temporary_folder.h"

namespace {

using namespace yici;
using namespace yici::journal;
using fuzz::require;

class Workshop {
  public:
    [[nodiscard]] std::filesystem::path write(const std::filesystem::path& name, std::string_view bytes) const {
        std::ofstream(folder.path() / name, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return folder.path() / name;
    }
    const test::TemporaryFolder folder;
    const std::unique_ptr<crypto::PrivateKey> key = crypto::generate_key(crypto::SignatureAlgorithm::sm2_sm3);
};

std::vector<std::string> read(const File& file, size_t piece, FrameState& state) {
    FrameReader reader(file, 0, piece);
    std::vector<std::string> texts;
    std::vector<Frame> frames;
    do {
        state = reader.next(frames);
        for (const Frame& frame : frames) texts.emplace_back(frame.text);
    } while (state == FrameState::whole);
    return texts;
}

/// The first two bytes choose one to spoil, lines behind them are entries: what is read back are the entries before the
/// spoilt byte, never another text.
void check_frames(const Workshop& workshop, std::string_view input) {
    if (input.size() < 4) return;
    const size_t chosen = static_cast<uint8_t>(input[0]) | static_cast<size_t>(static_cast<uint8_t>(input[1])) << 8;
    const char spoiling = input[2];
    input.remove_prefix(3);
    std::vector<std::string> texts;
    std::vector<size_t> ends;
    std::string bytes;
    while (!input.empty()) {
        const std::string text(fuzz::next_part(input, '\n'));
        if (text.empty()) continue;
        append_frame(bytes, texts.size(), text);
        texts.push_back(text);
        ends.push_back(bytes.size());
    }
    if (bytes.empty()) return;
    bytes[chosen % bytes.size()] ^= spoiling;
    size_t whole = texts.size();
    if (spoiling != 0)
        whole = static_cast<size_t>(std::ranges::upper_bound(ends, chosen % bytes.size()) - ends.begin());
    texts.resize(whole);
    const auto file = File::open(workshop.write("frames", bytes), File::Mode::read_only);
    FrameState state = FrameState::whole;
    for (const size_t piece : {size_t{16}, size_t{1} << 16}) require(read(*file, piece, state) == texts);
    require(spoiling != 0 || state == FrameState::end);
}

/// The input as a segment and as heads: a verdict with a sentence, and no entry of a stranger's.
void check_folder(const Workshop& workshop, std::string_view input) {
    const std::string_view heads = fuzz::next_part(input, '\0');
    (void)workshop.write("heads.jsonl", heads);
    (void)workshop.write(segment_path({}, 0), input);
    const Verification verification = verify(workshop.folder.path(), workshop.key->public_key());
    if (!verification.reason.empty()) fuzz::require_sentence(verification.reason);
    require(verification.heads == 0 &&
            (verification.reason.empty() || !verification.entries || verification.broken_entry || !heads.empty()));
}

}  // namespace

/// Frames, segments and heads of the journal.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const Workshop workshop;
    const std::string_view text = fuzz::text_of(data, size);
    if (const auto line = parse_head_line(text)) require(format_head_line(*line) == text);
    Frame frame;
    if (parse_frame(text, frame) == FrameState::whole) {
        std::string again;
        append_frame(again, frame.outbox, frame.text);
        require(text.starts_with(again));
    }
    if (const auto header = decode_header(text)) require(encode(*header).substr(16, 40) == text.substr(16, 40));
    check_frames(workshop, text);
    check_folder(workshop, text);
    return 0;
}
