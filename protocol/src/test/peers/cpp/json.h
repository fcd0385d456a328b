// A JSON object or array built field by field: just enough to print a message's fields.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

class Json {
public:
  static std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (unsigned char c : text) {
      if (c == '"' || c == '\\') { out += '\\'; out += static_cast<char>(c); }
      else if (c < 0x20) { char escaped[8]; std::snprintf(escaped, sizeof escaped, "\\u%04x", c); out += escaped; }
      else out += static_cast<char>(c);
    }
    return out + "\"";
  }
  static std::string number(double value) {
    if (!std::isfinite(value)) return quoted(std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    char text[40];
    for (int digits = 1; digits <= 17; ++digits) { // the shortest text that reads back as the same double
      std::snprintf(text, sizeof text, "%.*g", digits, value);
      if (std::strtod(text, nullptr) == value) break;
    }
    return text;
  }
  static std::string number(float value) {
    if (!std::isfinite(value)) return number(static_cast<double>(value));
    char text[40];
    for (int digits = 1; digits <= 9; ++digits) { // the shortest text that reads back as the same float
      std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(value));
      if (std::strtof(text, nullptr) == value) break;
    }
    return text;
  }
  template <class T> static std::string array(const T* values, size_t n) {
    std::string out = "[";
    for (size_t i = 0; i < n; ++i) { if (i) out += ','; out += element(values[i]); }
    return out + "]";
  }
  template <class T> static std::string array(const std::vector<T>& values) { return array(values.data(), values.size()); }
  static std::string objects(const std::vector<Json>& items) {
    std::string out = "[";
    for (size_t i = 0; i < items.size(); ++i) { if (i) out += ','; out += items[i].str(); }
    return out + "]";
  }

  Json& raw(const std::string& key, const std::string& json) {
    if (!body_.empty()) body_ += ',';
    body_ += quoted(key) + ":" + json;
    return *this;
  }
  Json& text(const std::string& key, const std::string& value) { return raw(key, quoted(value)); }
  template <class T> Json& num(const std::string& key, T value) { return raw(key, element(value)); }
  template <class T> Json& nums(const std::string& key, const T* values, size_t n) { return raw(key, array(values, n)); }
  std::string str() const { return "{" + body_ + "}"; }

private:
  static std::string element(float v) { return number(v); }
  static std::string element(double v) { return number(v); }
  static std::string element(const std::string& v) { return quoted(v); }
  template <class T> static std::string element(T v) { return std::to_string(v); }
  std::string body_;
};
