// Requests and responses, and the parser that makes the former.
#pragma once

#include <any>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace server {

enum class Method { Get, Put, Post, Delete };

struct Param {
  std::string name;
  std::string value;
};

struct Request {
  Method method = Method::Get;
  std::string path;
  std::vector<Param> params;
  std::string body;
  // What the middleware found out about the request, by name.
  std::map<std::string, std::any, std::less<>> attributes;

  // The value of a query parameter, or null. The pointer is into this request.
  const std::string *param(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string text;
};

// The part of `text` without the white space at its ends.
std::string_view trim(std::string_view text);

// The pieces of `text` between separators; empty ones are kept.
std::vector<std::string_view> split(std::string_view text, char separator);

// "a//b/./c/../d" becomes "/a/b/d".
std::string normalisePath(std::string_view path);

// Parses "METHOD /path?name=value&... body". Null if the line is malformed.
std::unique_ptr<Request> parseRequest(std::string_view line);

} // namespace server
