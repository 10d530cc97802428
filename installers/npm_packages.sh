#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# npm_packages.sh SOURCE FOLDER: puts what SOURCE/package-lock.json pins into FOLDER/node_modules, unless it is there already.
# Nothing of a package is run (ignore-scripts). Fails, with the reason, where the packages cannot be had.
set -euo pipefail

source_folder=$(cd "$1" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
stamp="$folder/installed.sha256"
wanted=$(cat "$source_folder/package.json" "$source_folder/package-lock.json" | sha256sum)

exec 9>"$folder/.lock"
flock 9
if [[ -f $stamp && $(cat "$stamp") == "$wanted" ]]; then
    exit 0
fi
if ! command -v npm >/dev/null; then
    echo "npm_packages.sh: npm is missing; run installers/setup.sh --test first" >&2
    exit 1
fi
rm -f "$stamp"
cp "$source_folder/package.json" "$source_folder/package-lock.json" "$folder/"
cp "$source_folder/.npmrc" "$folder/.npmrc"
echo "Installing the pinned npm packages of ${source_folder##*/} …" >&2
log="$folder/npm.log"
# npm runs on the machine's node, the packages on the pinned one: its warnings about engines say nothing here.
if ! (cd "$folder" && npm ci --prefer-offline --no-progress --loglevel=error </dev/null) >"$log" 2>&1; then
    echo "npm_packages.sh: npm could not install what $source_folder/package-lock.json pins:" >&2
    tail -20 "$log" >&2
    exit 1
fi
echo "$wanted" >"$stamp"
