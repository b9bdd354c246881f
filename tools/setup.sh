#!/usr/bin/env bash
# Installs what is missing, with apt-get where there is one, else it names it: tools/setup.sh [demo|test|ci].
# demo: what the demo builds and runs; test (the default): what building everything and testing it needs; ci: what the
# checks of a change need besides.
set -euo pipefail

# The first set that needs it, Debian's package, and a command that succeeds where its content is present in some other
# way. The demo leaves out what a build does without: oneTBB and OpenBLAS.
needs=(
  "demo g++                  command -v g++"
  "demo cmake                command -v cmake"
  "demo ninja-build          command -v ninja"
  "demo pkg-config           command -v pkg-config"
  "demo libfmt-dev           pkg-config --exists fmt"
  "demo libhwy-dev           pkg-config --exists libhwy"
  "demo libgraphviz-dev      pkg-config --exists libcgraph libgvc"
  "demo libcli11-dev         header CLI/CLI.hpp"
  "demo nlohmann-json3-dev   header nlohmann/json.hpp"
  "demo libedit-dev          pkg-config --exists libedit"
  "demo ccache               command -v ccache"
  "test doctest-dev          header doctest/doctest.h"
  "test graphviz             command -v dot"
  "test libtbb-dev           header oneapi/tbb/parallel_for.h"
  "test libopenblas-serial-dev  header openblas-serial/cblas.h"
  "test python3              command -v python3"
  "test python3-mpmath       python3 -c 'import mpmath'"
  "test chromium             command -v chromium"
  "test nodejs               command -v node"
  "test npm                  command -v npm"
  "ci   libbenchmark-dev     header benchmark/benchmark.h"
  "ci   clang                command -v clang++"
  "ci   libclang-rt-14-dev   command -v clang++"
  "ci   clang-format         command -v clang-format"
  "ci   clang-tidy           command -v clang-tidy"
)

case ${1:-test} in
  demo) wanted=" demo " ;;
  test) wanted=" demo test " ;;
  ci) wanted=" demo test ci " ;;
  *) echo "usage: tools/setup.sh [demo|test|ci]" >&2 && exit 2 ;;
esac

header() { echo "#include <$1>" | c++ -std=c++20 -E -x c++ - ; }

missing_packages() {
  local need set package present status
  for need in "${needs[@]}"; do
    read -r set package present <<<"$need"
    [[ $wanted == *" $set "* ]] || continue
    if [ "$package" = npm ] && command -v npm >/dev/null; then
      continue  # packages of Node.js from elsewhere bring it along, and exclude Debian's
    fi
    if command -v dpkg-query >/dev/null; then
      status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=absent
      [ "$status" = installed ] || echo "$package"
    else
      eval "$present" >/dev/null 2>&1 || echo "$package"
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
