#include <chainrule/engine/base/in_quotes.hpp>
#include <chainrule/graphs/json/json_events.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

namespace chainrule {
namespace {

using nlohmann::json;

/// Tells how far the parser has read.
class TrackingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  TrackingIterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  TrackingIterator operator++(int) {
    TrackingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const TrackingIterator& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

/// The parser's words without its own position and without the text that it read last.
std::string reason(std::string_view what) {
  const std::size_t column = what.find(", column ");
  const std::size_t colon = column == std::string_view::npos ? what.find(']') : what.find(':', column);
  if (colon != std::string_view::npos) what.remove_prefix(std::min(colon + 2, what.size()));
  return std::string(what.substr(0, what.find("; last read:")));
}

class PieceReader {
 public:
  PieceReader(const SourceText& source, const JsonSchema& schema)
      : source_(source), schema_(schema), reached_(source.text().data()), end_of_last_(source.begin()) {}

  void read() {
    const char* begin = source_.text().data();
    const char* end = begin + source_.text().size();
    json::sax_parse(TrackingIterator(begin, &reached_), TrackingIterator(end, &reached_), this);
  }

  // The events of the parser.

  bool null() { return scalar(nullptr); }
  bool boolean(bool value) { return scalar(value); }
  bool number_integer(json::number_integer_t value) { return value == 0 ? scalar(-0.0) : scalar(value); }  // it was -0
  bool number_unsigned(json::number_unsigned_t value) { return scalar(value); }
  bool number_float(json::number_float_t value, const std::string&) { return scalar(value); }
  bool string(std::string& value) { return scalar(std::move(value)); }
  bool binary(json::binary_t&) { return false; }

  bool start_object(std::size_t) { return open(json::object()); }
  bool start_array(std::size_t) { return open(json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    const std::size_t offset = token_start();
    if (!path_.empty()) {
      if (path_.back()->contains(name))
        source_.fail(offset, fmt::format("the member {} is given twice", in_quotes(name)));
      piece_key_ = std::move(name);
    } else if (section_kind_ == JsonSection::object) {
      key_ = std::move(name);
    } else {
      open_section(name, offset);
    }
    return passed();
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception& error) {
    source_.fail(position == 0 ? 0 : position - 1, reason(error.what()));
  }

 private:
  void open_section(const std::string& name, std::size_t offset) {
    kind_of_value_ = schema_.section(name);
    if (kind_of_value_ == JsonSection::unknown)
      source_.fail(offset, fmt::format("{} has no member {}", schema_.what, in_quotes(name)));
    if (!sections_.insert(name).second)
      source_.fail(offset, fmt::format("the member {} is given twice", in_quotes(name)));
    section_ = name;
    index_ = 0;
    key_.clear();
  }

  bool open(json container) {
    if (!path_.empty()) {
      if (path_.size() == kDeepest) source_.fail(token_start(), "lists and objects nested too deeply");
      path_.push_back(&place(std::move(container)));
    } else if (!in_object_) {
      if (!container.is_object()) fail_no_object();
      in_object_ = true;
    } else if (opens_section(container)) {
      section_kind_ = kind_of_value_;
    } else {
      offset_ = token_start();
      piece_ = std::move(container);
      path_.push_back(&piece_);
    }
    return passed();
  }

  /// Whether this is the list or object whose elements are pieces. Throws where it should be and is not.
  bool opens_section(const json& container) {
    if (section_kind_ != JsonSection::unknown) return false;
    const bool fits = kind_of_value_ == JsonSection::value ||
                      (kind_of_value_ == JsonSection::list ? container.is_array() : container.is_object());
    if (!fits) fail_section();
    return kind_of_value_ != JsonSection::value;
  }

  bool close() {
    if (!path_.empty()) {
      path_.pop_back();
      if (path_.empty()) hand_over();
    } else {
      section_kind_ = JsonSection::unknown;
    }
    return passed();
  }

  bool scalar(json value) {
    if (!path_.empty()) {
      place(std::move(value));
    } else {
      if (!in_object_) fail_no_object();
      if (section_kind_ == JsonSection::unknown && kind_of_value_ != JsonSection::value) fail_section();
      offset_ = token_start();
      piece_ = std::move(value);
      hand_over();
    }
    return passed();
  }

  json& place(json value) {
    json& parent = *path_.back();
    if (parent.is_object()) return parent[piece_key_] = std::move(value);
    parent.push_back(std::move(value));
    return parent.back();
  }

  void hand_over() {
    schema_.take({.section = section_, .index = index_++, .key = key_, .offset = offset_, .value = &piece_});
  }

  [[noreturn]] void fail_no_object() const {
    source_.fail(token_start(), fmt::format("{} is a JSON object", schema_.what));
  }
  [[noreturn]] void fail_section() const {
    source_.fail(token_start(), fmt::format("/{}: expected {}", section_,
                                            kind_of_value_ == JsonSection::list ? "a list" : "an object"));
  }

  /// Where the token of this event begins: behind the one before, and what separates them.
  [[nodiscard]] std::size_t token_start() const {
    const std::size_t start = source_.text().find_first_not_of(" \t\r\n,:", end_of_last_);
    return std::min(start, source_.text().size() - 1);
  }

  bool passed() {
    end_of_last_ = static_cast<std::size_t>(reached_ - source_.text().data());
    return true;
  }

  static constexpr std::size_t kDeepest = 12;

  const SourceText& source_;
  const JsonSchema& schema_;
  const char* reached_;
  std::size_t end_of_last_;
  bool in_object_ = false;
  std::set<std::string> sections_;
  std::string section_;
  JsonSection kind_of_value_ = JsonSection::unknown;  // what the section should hold
  JsonSection section_kind_ = JsonSection::unknown;   // the open list or object of pieces, if there is one
  std::size_t index_ = 0;
  std::string key_;
  std::size_t offset_ = 0;
  json piece_;
  std::vector<json*> path_;  // the open lists and objects of the piece, the innermost last
  std::string piece_key_;
};

}  // namespace

void read_json_pieces(const SourceText& source, const JsonSchema& schema) {
  source.check_encoding();
  PieceReader(source, schema).read();
}

}  // namespace chainrule
