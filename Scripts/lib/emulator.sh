# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# One emulator, as a child of the script that sources this. Sourced after say.sh.

emulator_pid=
emulator_api=
emulator_secure_api=

# emulator_start BINARY FOLDER [OPTION]...: sets emulator_pid, emulator_api and, with TLS, emulator_secure_api.
emulator_start() {
  local binary=$1 folder=$2 waited=0
  shift 2
  : >"$folder/emulator.out"
  "$binary" --port 0 "$@" </dev/null >"$folder/emulator.out" 2>"$folder/emulator.log" &
  emulator_pid=$!
  while ! grep -q '"api"' "$folder/emulator.out"; do
    if ! kill -0 "$emulator_pid" 2>/dev/null || [ "$waited" -ge 300 ]; then
      cat "$folder/emulator.log" >&2
      die 69 "the emulator did not start within 30 seconds"
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  # shellcheck disable=SC2034 # for the script that sources this
  emulator_api=$(sed -n 's/.*"api":"\([^"]*\)".*/\1/p' "$folder/emulator.out")
  # shellcheck disable=SC2034 # for the script that sources this
  emulator_secure_api=$(sed -n 's/.*"secure_api":"\([^"]*\)".*/\1/p' "$folder/emulator.out")
}

# Ends it, and waits at most 15 seconds until it has left.
emulator_stop() {
  [ -n "$emulator_pid" ] || return 0
  local pid=$emulator_pid waited=0
  emulator_pid=
  kill "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do
    if [ "$waited" -ge 150 ]; then
      printf 'the emulator (%s) did not leave within 15 seconds; it is killed\n' "$pid" >&2
      kill -9 "$pid" 2>/dev/null || true
      break
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  wait "$pid" 2>/dev/null || true
}

# emulator_get PATH: the body of the answer. Plain bash, since curl may not be there.
emulator_get() {
  local authority=${emulator_api#http://} row
  exec 9<>"/dev/tcp/${authority%:*}/${authority##*:}"
  printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$1" "$authority" >&9
  while IFS= read -r -t 10 row <&9 && [ "$row" != $'\r' ]; do :; done
  cat <&9
  exec 9>&-
}
