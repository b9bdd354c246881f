// Runs a fuzz target without a fuzzer: `fuzz_NAME COUNT SEED_FILE...` tries each seed and COUNT random changes of them,
// the same ones every time. Where a compiler has libFuzzer, the targets are linked with that instead (tools/fuzz.sh).
#include "../ops/samples.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using chainrule::testing::Random;

constexpr std::array<std::string_view, 48> kWords{"\"",      "\\",
                                                  "\\u0000", "\n",
                                                  "\r\n",    "\xEF\xBB\xBF",
                                                  "\xFF",    "\xF0\x9F\x99\x82",
                                                  "(",       ")",
                                                  "[",       "]",
                                                  "{",       "}",
                                                  ",",       ":",
                                                  "=",       "-",
                                                  "^",       "@",
                                                  "nan",     "inf",
                                                  "-0",      "1e999",
                                                  "1e-5",    "0.5",
                                                  "#",       "axis=-1",
                                                  "axis=",   "shape=[2,3]",
                                                  "sum",     "matmul",
                                                  "where",   "exp(",
                                                  "x",       "\"x\"",
                                                  "loss",    "group g: x",
                                                  "param y", "null",
                                                  "8",       "-1",
                                                  "<",       "==",
                                                  "/",       "'",
                                                  ";",       "\t"};

std::string one_of(const std::vector<std::string>& seeds, Random& random) { return seeds[random.below(seeds.size())]; }

/// A piece of the text, often empty.
std::string_view piece(std::string_view text, Random& random) {
  const std::size_t from = random.below(text.size() + 1);
  return text.substr(from, random.below(16));
}

void change(std::string& text, const std::vector<std::string>& seeds, Random& random) {
  const std::size_t at = random.below(text.size() + 1);
  switch (random.below(6)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(random.bits());
      return;
    case 1:
      text.erase(at, random.below(8));
      return;
    case 2:
      text.insert(at, std::string(piece(text, random)));
      return;
    case 3:
      text.insert(at, std::string(piece(one_of(seeds, random), random)));
      return;
    case 4:
      text.resize(at);
      return;
    default:
      text.insert(at, kWords[random.below(kWords.size())]);
  }
}

void run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> seeds;
  for (int i = 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    run(seeds.back());
  }
  if (seeds.empty()) return std::puts("usage: fuzz_NAME COUNT SEED_FILE..."), 2;
  Random random(1);
  for (long left = std::strtol(argv[1], nullptr, 10); left > 0; --left) {
    std::string text = one_of(seeds, random);
    for (std::size_t changes = 1 + random.below(8); changes > 0; --changes) change(text, seeds, random);
    run(text);
  }
}
