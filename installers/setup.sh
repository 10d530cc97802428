#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh [--run] [--test] [--full]: installs the Debian packages that building Gatehouse needs and that are missing; with options also
# those for running the desktop, for the tests and for tests/run.sh --full. Says nothing where nothing is missing.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
sets=" build "
needs_npm=no
for word in "$@"; do
    case $word in
        --run) sets+="run " ;;
        --test) sets+="run test "; needs_npm=yes ;;
        --full) sets+="run test full "; needs_npm=yes ;;
        --npm) needs_npm=yes ;;
        *) echo "usage: setup.sh [--run] [--test] [--full] [--npm]" >&2; exit 64 ;;
    esac
done

declare -A installed
while read -r package status; do
    if [[ $status == installed ]]; then
        installed[$package]=yes
    fi
done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null)

missing=()
while read -r set package reason; do
    if [[ $set == "#"* || -z $set || $sets != *" $set "* ]]; then
        continue
    fi
    if [[ -z ${installed[$package]:-} ]]; then
        missing+=("$package")
        echo "missing: $package ($reason)" >&2
    fi
done <"$here/packages.txt"
# Node.js may come from elsewhere than Debian, and then brings npm with it.
if [[ $needs_npm == yes ]] && ! { command -v npm && command -v node; } >/dev/null; then
    missing+=(nodejs npm)
    echo "missing: npm (installs the pinned clients and servers of the tests and the demo)" >&2
fi
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

if ! command -v apt-get >/dev/null; then
    echo "setup.sh: this is no Debian; install what is listed above by other means" >&2
    exit 1
fi
as_root=()
if [[ $EUID -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "setup.sh: not root and no sudo. As root, run: apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install_missing() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" </dev/null
}
echo "installing ${#missing[@]} packages …" >&2
"${as_root[@]}" apt-get update </dev/null >"$log" 2>&1 || true # without a network what is cached may still do
if ! install_missing >>"$log" 2>&1; then
    tail -20 "$log" >&2
    echo "setup.sh: apt-get could not install: ${missing[*]}" >&2
    exit 1
fi
