# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What every step of Scripts/test shares. A step also runs alone: Scripts/steps/NAME.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=Scripts/lib/say.sh
. "$root/Scripts/lib/say.sh"
cd "$root"

# Our own warnings are errors here, never in somebody's build.
export VIDEO_GENERATION_STRICT=1
# A leaked secret of the tests bears this mark, in whatever file it turns up.
export VIDEOGEN_CANARY=cAnArY-0f3d9a51c7
jobs=$(getconf _NPROCESSORS_ONLN)
# Swift Testing starts all tests at once, and a test's time limit counts while it waits for a processor.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$((jobs * 2))
# A folder for this run: logs, notes, and everything that suites write.
if [ -z "${VIDEOGEN_TEST_RUN:-}" ]; then
  VIDEOGEN_TEST_RUN=$(mktemp -d "${TMPDIR:-/tmp}/videogen-test.XXXXXX")
  export VIDEOGEN_TEST_RUN
  mkdir "$VIDEOGEN_TEST_RUN/tmp" "$VIDEOGEN_TEST_RUN/notes"
  forget_run() { rm -rf "$VIDEOGEN_TEST_RUN"; }
  trap forget_run EXIT
else
  forget_run() { :; }
fi
export TMPDIR=$VIDEOGEN_TEST_RUN/tmp
step=${VIDEOGEN_TEST_STEP:-${0##*/}}

# ours PATHSPEC...: our files, each ended by a zero byte. Whoever owns the clone.
ours() { git -c safe.directory="$root" ls-files -z --cached --others --exclude-standard -- "$@"; }

# One line beside the step's name in the summary.
note() { printf '%s\n' "$1" | tee "$VIDEOGEN_TEST_RUN/notes/$step"; }

# The step makes no sense here; it says why.
not_here() {
  note "$1"
  exit 3
}

# run_tests NAME SWIFT-TEST-OPTION...: runs tests that are built, and counts their functions.
run_tests() {
  local results=$VIDEOGEN_TEST_RUN/$1.xml code=0 counts='0 1 0' passed failed skipped
  shift
  swift test --skip-build --disable-xctest --xunit-output "$results" "$@" || code=$?
  [ ! -f "$results" ] || counts=$(count_tests "$results")
  read -r passed failed skipped <<<"$counts"
  # A run that ends badly without a failed test has crashed, and one without a test proves nothing.
  if [ "$code" != 0 ] || [ "$((passed + failed))" = 0 ]; then [ "$failed" != 0 ] || failed=1; fi
  printf '%s %s %s\n' "$passed" "$failed" "$skipped" >>"$VIDEOGEN_TEST_RUN/counts"
  note "$passed passed, $failed failed$([ "$skipped" = 0 ] || printf ', %s skipped' "$skipped")"
  [ "$failed" = 0 ]
}

# run_unit_tests NAME SWIFT-TEST-OPTION...: the tests of the package itself. Those that talk to sockets run by
# themselves: beside tests that keep all cores busy, a server's thread may wait longer than a test can.
run_unit_tests() {
  local name=$1 code=0 words sockets='^(CurlTransport|URLSessionTransport|TransportConformance|SubmitProof)Tests\.'
  shift
  run_tests "$name" --skip '^EndToEndTests\.' --skip "$sockets" "$@" || code=1
  words=$(cat "$VIDEOGEN_TEST_RUN/notes/$step")
  run_tests "$name-transport" --filter "$sockets" "$@" || code=1
  note "$words; transport: $(cat "$VIDEOGEN_TEST_RUN/notes/$step")"
  return "$code"
}

# Passed, failed and skipped functions in a result file.
count_tests() {
  awk '
    /<testcase/ { all++; bad = 0; left = 0 }
    /<failure|<error/ { if (!bad) { bad = 1; failed++ } }
    /<skipped/ { if (!left) { left = 1; skipped++ } }
    END { print all - failed - skipped, failed + 0, skipped + 0 }' "$1"
}

# The folder with the programs of the package in folder $1.
products() { swift build --package-path "$1" --show-bin-path; }
