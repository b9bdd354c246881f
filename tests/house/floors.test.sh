#!/usr/bin/env bash
# Holds the sources to the house's rules, after showing that a planted breach of each rule is found.
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sources=${CHAINRULE_SOURCE_DIR:-$folder/../..}
python3 -B "$folder/plants.py" "$sources"
python3 -B "$folder/floors.py" "$sources"
