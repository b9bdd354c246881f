#!/usr/bin/env bash
# Installs what building and testing need, where it is missing: with apt-get where there is one, else it names it.
set -euo pipefail

# Debian's package, and a command that succeeds where its content is present in some other way.
needs=(
  "g++                  command -v g++"
  "clang                command -v clang++"
  "cmake                command -v cmake"
  "ninja-build          command -v ninja"
  "pkg-config           command -v pkg-config"
  "libfmt-dev           pkg-config --exists fmt"
  "doctest-dev          header doctest/doctest.h"
  "libgraphviz-dev      pkg-config --exists libcgraph libgvc"
  "graphviz             command -v dot"
  "libcli11-dev         header CLI/CLI.hpp"
  "nlohmann-json3-dev   header nlohmann/json.hpp"
  "libhwy-dev           pkg-config --exists libhwy"
  "libtbb-dev           header oneapi/tbb/parallel_for.h"
  "libopenblas-serial-dev  header openblas-serial/cblas.h"
  "libedit-dev          pkg-config --exists libedit"
  "libbenchmark-dev     header benchmark/benchmark.h"
  "ccache               command -v ccache"
  "clang-format         command -v clang-format"
  "clang-tidy           command -v clang-tidy"
  "libclang-rt-14-dev   command -v clang++"
  "python3              command -v python3"
  "python3-mpmath       python3 -c 'import mpmath'"
  "chromium             command -v chromium"
  "nodejs               command -v node"
  "npm                  command -v npm"
)

header() { echo "#include <$1>" | c++ -std=c++20 -E -x c++ - ; }

missing_packages() {
  local need package status
  for need in "${needs[@]}"; do
    package=${need%% *}
    if [ "$package" = npm ] && command -v npm >/dev/null; then
      continue  # packages of Node.js from elsewhere bring it along, and exclude Debian's
    fi
    if command -v dpkg-query >/dev/null; then
      status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=absent
      [ "$status" = installed ] || echo "$package"
    else
      eval "${need#* }" >/dev/null 2>&1 || echo "$package"
    fi
  done
}

mapfile -t missing < <(missing_packages)
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  as_root=(sudo)
fi
if ! command -v apt-get >/dev/null || ! command -v "${as_root[0]:-true}" >/dev/null; then
  echo "setup: please install (names of Debian 12): ${missing[*]}" >&2
  exit 1
fi

echo "setup: installing ${missing[*]}" >&2
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null >/dev/null
}
apt update
apt install -y --no-install-recommends "${missing[@]}"
