#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "foundation/base/error.h"

namespace yici::forms {

/// One thing that is wrong at one place of an answer (or of a schema): `pointer` is a JSON pointer (RFC 6901), "" the
/// whole; `key` has its sentence in errors.yaml; `detail` is the limit or the name that was meant, never a value.
struct Fault {
    std::string pointer;
    std::string key;
    std::string detail;
    bool operator==(const Fault&) const = default;
};

/// What ends a request whose answer does not fit its form; a problem with a member `errors` (problem_errors()).
class Refused : public Error {
  public:
    explicit Refused(std::vector<Fault> faults);
    [[nodiscard]] const std::vector<Fault>& faults() const { return faults_; }

  private:
    std::vector<Fault> faults_;
};

/// The member `errors` of an RFC 9457 problem: [{"pointer","key","title","detail"}, …] with the sentences of a
/// language.
[[nodiscard]] std::string problem_errors(const std::vector<Fault>& faults, Language language);

/// A field of a form's top level, for who shows or reads an answer.
struct Field {
    enum class Kind { text, date, integer, number, flag, other };

    std::string name;
    std::string title;
    std::string title_en;
    bool file = false;  // holds attachments
    Kind kind = Kind::text;
};

/// A file that an answer names: where, which attachment, and which types of file its field takes ("pdf").
struct FileReference {
    std::string pointer;
    std::string attachment;
    std::vector<std::string> accepted;
};

struct Schema;

/// A form (表单): a JSON Schema 2020-12 document with hints for its presentation, docs/formats/form.md. Unchanging,
/// safe from several threads.
class Form {
  public:
    /// Reads a document. Faults of JSON are findings with their line, faults of meaning with a JSON pointer as detail;
    /// none when there is any.
    static std::shared_ptr<const Form> parse(std::string_view text, std::string name, const std::string& file,
                                             std::vector<Finding>& findings);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& title() const { return title_; }
    [[nodiscard]] const std::string& title_en() const { return title_en_; }
    /// The document without white space, for who renders it.
    [[nodiscard]] const std::string& document() const { return document_; }
    [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

    /// What is wrong with an answer, sorted by place and key; empty when it fits.
    [[nodiscard]] std::vector<Fault> check(std::string_view answer) const;
    /// Throws Refused when anything is wrong.
    void require(std::string_view answer) const;
    /// The files that a sound answer names, every place of it.
    [[nodiscard]] std::vector<FileReference> attachments(std::string_view answer) const;
    /// The titles of the fields that two sound answers fill differently.
    [[nodiscard]] std::vector<std::string> differences(std::string_view before, std::string_view after) const;

  private:
    std::string name_;
    std::string title_;
    std::string title_en_;
    std::string document_;
    std::vector<Field> fields_;
    std::shared_ptr<const Schema> schema_;
};

/// The forms of a pack, forms/NAME.json.
class Forms {
  public:
    static Forms load(const std::filesystem::path& pack, std::vector<Finding>& findings);
    /// Null when there is none; stays valid as long as the forms.
    [[nodiscard]] const Form* find(std::string_view name) const;
    /// In the order of their names.
    [[nodiscard]] std::vector<const Form*> all() const;

  private:
    std::map<std::string, std::shared_ptr<const Form>, std::less<>> forms_;
};

}  // namespace yici::forms
