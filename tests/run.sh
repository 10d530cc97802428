#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh            installs what is missing, builds, and runs the ordinary tests (30 minutes at most on 2 cores from nothing)
# run.sh --quick    unit tests and architecture on the same build folder (3 minutes; for each commit)
# run.sh --full [PART…]  also integration tests of sanitized programs, TSan, coverage, clang-tidy, long fuzzing and the benchmark gates
#                   (for a release; hours), or those parts
# run.sh --soak     the ordinary tests again and again for GATEHOUSE_SOAK_MINUTES (60): what fails rarely shows
# The last line counts what was run: 'N passed, N failed'.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
jobs=$(nproc)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0
failed=0
runs=0

# Tests find nothing of the caller's: each makes a home of its own, and this one is empty. Caches and npm's settings stay.
export CCACHE_DIR="${CCACHE_DIR:-$HOME/.cache/ccache}"
export npm_config_cache="${npm_config_cache:-$HOME/.npm}" npm_config_userconfig="${npm_config_userconfig:-$HOME/.npmrc}"
export HOME="$results/home"
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR DISPLAY WAYLAND_DISPLAY \
    DBUS_SESSION_BUS_ADDRESS QT_QPA_PLATFORM
mkdir -m 0700 "$HOME"
export LC_ALL=C.UTF-8

heading() {
    printf '\n== %s (%s s) ==\n' "$1" "$SECONDS"
}

build() { # PRESET [TARGET…]
    local preset=$1
    shift
    heading "building $preset"
    local log="$results/build-$preset.log"
    if [[ ! -f $root/build/$preset/build.ninja ]]; then
        (cd "$root" && cmake --preset "$preset") >"$log" 2>&1 || { cat "$log"; exit 1; }
    fi
    ninja -C "$root/build/$preset" "$@" >"$log" 2>&1 || { grep -v '^\[[0-9]*/[0-9]*\] ' "$log" | tail -80; exit 1; }
}

# One count of the JUnit file's head: `count FILE failures`.
count() {
    sed -n "/<testsuite /,/>/s/.*[[:space:]]$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -1
}

# What ctest's closing lines say, added up over all runs.
count_results() { # FILE STATUS
    local tests failures skipped
    tests=$(count "$1" tests)
    failures=$(count "$1" failures)
    # Nothing here may be skipped: what has not run has not been shown to work.
    skipped=$(($(count "$1" skipped) + $(count "$1" disabled)))
    if [[ $2 -ne 0 && $((failures + skipped)) -eq 0 ]]; then
        echo "run.sh: ctest ended with $2 without naming a test"
        failed=$((failed + 1))
    fi
    failed=$((failed + failures + skipped))
    passed=$((passed + tests - failures - skipped))
}

run_tests() { # PRESET CTEST-WORDS…
    local preset=$1
    shift
    runs=$((runs + 1))
    heading "testing $preset"
    local status=0
    # One more than there are processors: many tests wait for programs, and not for the processor.
    (cd "$root/build/$preset" && "$root/installers/apart_from_account.sh" ctest --output-on-failure --no-tests=error -j "$((jobs + 1))" \
        --output-junit "$results/$runs.xml" "$@") || status=$?
    if [[ -s $results/$runs.xml ]]; then
        count_results "$results/$runs.xml" "$status"
    else
        echo "run.sh: ctest left no results"
        failed=$((failed + 1))
    fi
}

install_missing() {
    "$root/installers/setup.sh" "$1"
}

ordinary() {
    install_missing --test
    build dev
    run_tests dev -L 'unit|integration|contract|gui|e2e|architecture|fuzz'
    build asan-ubsan
    run_tests asan-ubsan -L 'unit|fuzz'
}

# Where every program of asan-integration puts what a sanitizer finds in it, whoever started it and whatever became of its stderr.
reports="$root/build/asan-integration/sanitizer_reports"

# What the leak checker says, and all that it says, of a program that a test killed while it was being looked at: no fault of the program.
killed_meanwhile='^==[0-9]+==Unable to get registers from thread [0-9]+\.$'

no_sanitizer_report() {
    local report reported=0
    for report in "$reports"/*; do
        if [[ -e $report ]] && grep -qvE "$killed_meanwhile" "$report"; then
            echo "== ${report##*/}"
            head -60 "$report"
            reported=1
        fi
    done
    return "$reported"
}

# Without a report of these faults the step above would say nothing. Leaves the folder empty.
sanitizers_report() {
    local fault found=0
    for fault in address undefined leak; do
        rm -rf "$reports"
        mkdir "$reports"
        env -i "$root/build/asan-integration/tests/support/sanitizer/sanitizer_probe" "$fault" >/dev/null 2>&1 || true
        if no_sanitizer_report >/dev/null; then
            echo "run.sh: nothing was reported of the fault '$fault'"
            found=1
        fi
    done
    rm -f "$reports"/*
    return "$found"
}

# A step that is no ctest run counts as one test.
step() { # NAME COMMAND…
    heading "$1"
    if "${@:2}"; then
        passed=$((passed + 1))
    else
        echo "FAILED: $1"
        failed=$((failed + 1))
    fi
}

fuzz_one() { # NAME
    local folder="$results/fuzz/$1"
    mkdir -p "$folder"
    "$root/build/fuzz/tests/fuzz/$1" -max_total_time="${GATEHOUSE_FUZZ_SECONDS:-600}" -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
        -artifact_prefix="$root/build/fuzz/" "$folder" "$root/tests/fuzz/corpus/${1#fuzz_}" >"$folder.log" 2>&1
}

# Says how a fuzzer that runs in the background ended, and what it saw.
fuzz_ended() { # NAME PID
    local status=0
    wait "$2" || status=$?
    grep -vE '^(INFO|#[0-9]+)' "$results/fuzz/$1.log" | tail -"$((status == 0 ? 6 : 60))"
    return "$status"
}

fuzz_long() {
    local fuzzer at
    local names=() pids=()
    for fuzzer in "$root"/build/fuzz/tests/fuzz/fuzz_*; do
        if [[ -x $fuzzer && -f $fuzzer ]]; then
            while (($(jobs -rp | wc -l) >= jobs)); do
                wait -n || true # how it ended is asked below
            done
            fuzz_one "${fuzzer##*/}" &
            names+=("${fuzzer##*/}")
            pids+=($!)
        fi
    done
    for at in "${!names[@]}"; do
        step "${names[at]}" fuzz_ended "${names[at]}" "${pids[at]}"
    done
}

# The plain build's commands: clang cannot read the precompiled headers of the others, and would see several files as one.
tidy_all() {
    (cd "$root" && git ls-files '*.cpp' | grep -E '^(core|app|ui)/' \
        | xargs -P "$jobs" -n 1 clang-tidy --quiet -p build/plain --extra-arg=-Wno-unknown-warning-option --warnings-as-errors='*')
}

format_all() {
    (cd "$root" && git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run --Werror)
}

coverage_report() {
    local build="$root/build/coverage"
    # Compilers are told paths from the root alone, so that none of this machine's is in a program.
    lcov --quiet --capture --base-directory "$root" --directory "$build/core" --directory "$build/app" --directory "$build/ui" \
        --output-file "$build/coverage.info" \
        && lcov --quiet --extract "$build/coverage.info" "$root/core/*" "$root/app/*" "$root/ui/*" \
            --output-file "$build/coverage.info" \
        && lcov --summary "$build/coverage.info"
}

# The limits hold for what users run, so the wrapper is the release build's.
bench_gates() {
    local bench="$root/build/dev/tests/bench" release="$root/build/release/app"
    "$bench/bench_roundtrip" --gate "--relay=$bench/bare_relay" "--server=$bench/echo_server" \
        "--wrap=$release/wrap/gatehouse-wrap" "--cli=$release/cli/gatehouse-cli"
}

# What --full runs, in this order; `--full NAME…` runs only those.
parts=(ordinary slow sanitized tsan coverage format tidy fuzz bench kills large)

part_ordinary() { ordinary; }
part_slow() {
    build dev
    run_tests dev -L slow
}
part_sanitized() {
    build asan-integration integration_tests sanitizer_probe
    step "a report of a program that nobody listens to is seen" sanitizers_report
    run_tests asan-integration -L integration
    step "no program has reported anything" no_sanitizer_report
}
part_tsan() {
    build tsan
    TSAN_OPTIONS="suppressions=$root/tests/thread_sanitizer.supp" run_tests tsan -L unit
}
part_coverage() {
    build coverage
    # Not what measures the programs themselves, which are others here, nor what does each write again at every system call.
    run_tests coverage -L 'unit|integration|contract|gui|architecture' \
        -E 'tst_wrap_limits|program_is_lean|tst_every_client_failing'
    step "coverage report" coverage_report
}
part_format() { step "clang-format" format_all; }
part_tidy() {
    build plain # a file that does not include what it uses fails here
    step "clang-tidy" tidy_all
}
part_fuzz() {
    build fuzz fuzzers
    fuzz_long
}
part_bench() {
    build dev bench_roundtrip bare_relay echo_server
    build release
    step "benchmark gates" bench_gates
}
part_kills() {
    build dev
    # Qt ends a function after five minutes where nothing else is said; all clients together take half an hour.
    step "killed at every system call, every client" env GATEHOUSE_EVERY_KILL=1 QTEST_FUNCTION_TIMEOUT=7200000 \
        "$root/build/dev/tests/contract/contract" tst_every_client_failing
}
part_large() {
    build dev
    build release
    step "5 MB state file" env GATEHOUSE_IDLE_MACHINE=1 "$root/build/dev/tests/unit/clients/unit_clients" tst_large_state_file
    step "5 MB state file, by the command" env GATEHOUSE_IDLE_MACHINE=1 GATEHOUSE_MEASURED_CLI="$root/build/release/app/cli/gatehouse-cli" \
        "$root/build/dev/tests/integration/cli/integration_cli" tst_cli_large_state
    step "100,000 project folders" env GATEHOUSE_ALL_PROJECTS=1 "$root/build/dev/tests/unit/clients/unit_clients" tst_discovery_speed
    step "500 servers with 10,000 tools" env GATEHOUSE_IDLE_MACHINE=1 QT_QPA_PLATFORM=offscreen \
        "$root/build/dev/tests/integration/desktop/integration_desktop_tst_large_catalog"
}

full() { # [PART…]
    local part
    for part in "$@"; do
        if [[ " ${parts[*]} " != *" $part "* ]]; then
            echo "run.sh: no such part: $part (there are: ${parts[*]})" >&2
            exit 64
        fi
    done
    install_missing --full
    if [[ $# -eq 0 ]]; then
        set -- "${parts[@]}"
    fi
    for part in "$@"; do
        "part_$part"
    done
}

soak() {
    local end=$((SECONDS + 60 * ${GATEHOUSE_SOAK_MINUTES:-60}))
    install_missing --test
    build dev
    while [[ $SECONDS -lt $end && $failed -eq 0 ]]; do
        run_tests dev -L 'unit|integration|contract|gui|e2e' --schedule-random
    done
}

case ${1:-} in
    "") ordinary ;;
    --quick)
        install_missing --test
        build dev
        run_tests dev -L 'unit|architecture'
        ;;
    --full) full "${@:2}" ;;
    --soak) soak ;;
    *)
        echo "usage: run.sh [--quick|--full [PART…]|--soak]" >&2
        exit 64
        ;;
esac

printf '\n%s passed, %s failed\n' "$passed" "$failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
