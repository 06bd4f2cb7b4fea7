#include "request.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace server {
namespace {

// The path segments seen so far, the last one on top.
class SegmentStack {
public:
  SegmentStack() = default;
  SegmentStack(const SegmentStack &) = delete;
  SegmentStack &operator=(const SegmentStack &) = delete;
  ~SegmentStack() {
    while (top_)
      pop();
  }

  bool empty() const { return top_ == nullptr; }
  std::string_view top() const { return top_->text; }
  void push(std::string_view text) { top_ = new Segment{text, top_}; }
  void pop() {
    Segment *gone = top_;
    top_ = gone->below;
    delete gone;
  }

private:
  struct Segment {
    std::string_view text;
    Segment *below;
  };
  Segment *top_ = nullptr;
};

std::optional<Method> parseMethod(std::string_view word) {
  static constexpr std::pair<std::string_view, Method> methods[] = {
      {"GET", Method::Get},
      {"PUT", Method::Put},
      {"POST", Method::Post},
      {"DELETE", Method::Delete}};
  for (const auto &[name, method] : methods)
    if (name == word)
      return method;
  return std::nullopt;
}

std::string decode(std::string_view text) {
  std::string result(text);
  std::replace(result.begin(), result.end(), '+', ' ');
  return result;
}

void parseQuery(std::string_view query, std::vector<Param> &params) {
  for (std::string_view piece : split(query, '&')) {
    if (piece.empty())
      continue;
    std::size_t equals = std::min(piece.find('='), piece.size());
    std::string_view value = piece.substr(equals);
    if (!value.empty())
      value.remove_prefix(1);
    params.push_back({decode(piece.substr(0, equals)), decode(value)});
  }
}

// Cuts the first word off `rest` and returns it.
std::string_view takeWord(std::string_view &rest) {
  rest = trim(rest);
  std::size_t end = std::min(rest.find(' '), rest.size());
  std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

} // namespace

const std::string *Request::param(std::string_view name) const {
  auto found =
      std::find_if(params.begin(), params.end(),
                   [&](const Param &param) { return param.name == name; });
  return found == params.end() ? nullptr : &found->value;
}

std::string_view trim(std::string_view text) {
  auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && blank(text.back()))
    text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos)
      return pieces;
    text.remove_prefix(end + 1);
  }
}

std::string normalisePath(std::string_view path) {
  SegmentStack segments;
  for (std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".")
      continue;
    if (part != "..")
      segments.push(part);
    else if (!segments.empty())
      segments.pop();
  }
  if (segments.empty())
    return "/";
  std::string result;
  for (; !segments.empty(); segments.pop()) {
    result.insert(0, segments.top());
    result.insert(result.begin(), '/');
  }
  return result;
}

std::unique_ptr<Request> parseRequest(std::string_view line) {
  std::optional<Method> method = parseMethod(takeWord(line));
  std::string_view target = takeWord(line);
  if (!method || target.empty() || target.front() != '/')
    return nullptr;

  auto request = std::make_unique<Request>();
  request->method = *method;
  std::size_t question = std::min(target.find('?'), target.size());
  request->path = normalisePath(target.substr(0, question));
  if (question < target.size())
    parseQuery(target.substr(question + 1), request->params);
  request->body = trim(line);
  return request;
}

} // namespace server
