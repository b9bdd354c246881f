#!/usr/bin/env bash
# The live page in a real browser: page.mjs drives headless Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The page is the same text whatever compiled the program that writes it.
if [ -n "${CHAINRULE_SANITIZE:-}" ] || [[ "${CXX:-}" == *clang* ]]; then
  echo "the release build by g++ runs this test"
  exit 77
fi
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ] || ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "needs chromium, node and npm: tools/setup.sh installs them"
  exit 77
fi

# In the build folder, so that the sources stay as they are.
place="$CHAINRULE_BUILD_DIR/browser"
mkdir -p "$place"
cp package.json package-lock.json .npmrc ./*.mjs "$place"
cd "$place"
if ! [ node_modules/.package-lock.json -nt package-lock.json ] || ! cmp -s package-lock.json installed-lock.json; then
  if ! npm ci --no-audit --no-fund --loglevel=error --fetch-retries=4; then
    echo "npm could not install playwright-core: without it there is nothing to drive the browser with"
    exit 77
  fi
  cp package-lock.json installed-lock.json
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CHROMIUM=$browser WORK=$work node page.mjs
