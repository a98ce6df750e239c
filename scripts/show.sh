#!/usr/bin/env bash
# show.sh [OPTION...] SERVER CLIENT [FOLDER]: a server on this machine whose page has something in every part: files, an agent,
# a pull, arrays and a live signal. Stays until Ctrl-C; ends what it started and removes what it made.
#
#   --port NUMBER    the server's port (default: a free one)
#   --for SECONDS    ends by itself after that time
#
# Without FOLDER it serves generated files.
set -euo pipefail

port=0 seconds=infinity
while [[ ${1:-} == --* ]]; do
    case $1 in
    --port) port=${2:?} ;;
    --for) seconds=${2:?} ;;
    *) printf "show: unknown option '%s'\n" "$1" >&2; exit 2 ;;
    esac
    shift 2
done
[[ $# -eq 2 || $# -eq 3 ]] || { sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
server=$(readlink -f "$1") client=$(readlink -f "$2")

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-show.XXXXXX")
pids=()

clean_up() {
    local i
    # The server last: the agent has somebody to say goodbye to.
    for ((i = ${#pids[@]} - 1; i >= 0; --i)); do
        kill -TERM "${pids[i]}" 2>/dev/null || true
        wait "${pids[i]}" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

die() {
    printf 'show: %s\n' "$1" >&2
    tail -n 15 "$work"/*.log >&2 2>/dev/null || true
    exit 1
}

# wait_for SECONDS COMMAND...
wait_for() {
    local tries=$(($1 * 10))
    shift
    for (( ; tries > 0; --tries)); do
        if "$@"; then return 0; fi
        sleep 0.1
    done
    return 1
}

make_files() {
    mkdir -p "$work/served/films/trailers" "$work/menus"
    head -c 3000000 /dev/urandom >"$work/served/films/long.mkv"
    head -c 200000 /dev/urandom >"$work/served/films/trailers/first.mp4"
    printf 'Files of this folder are offered at /files/.\n' >"$work/served/read me.txt"
    head -c 2000000 /dev/urandom >"$work/menus/today.bin"
    head -c 500000 /dev/urandom >"$work/menus/drinks.bin"
}

# make_array FILE: 200 x 300 doubles, waves, as .npy; by Python alone.
make_array() {
    python3 - "$1" <<'TEXT'
import math, struct, sys
head = b"{'descr': '<f8', 'fortran_order': False, 'shape': (200, 300), }"
head += b" " * (127 - 10 - len(head)) + b"\n"
values = [math.sin(i / 12) * math.cos(j / 17) + i * j / 40000 for i in range(200) for j in range(300)]
with open(sys.argv[1], "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + struct.pack("<60000d", *values))
TEXT
}

ask() { curl -sS -f -m 10 "$@"; }
is_listening() { [[ -s $work/first-line ]]; }
has_agent() { [[ $(ask "$url/api/clients" 2>/dev/null) == *lab-agent* ]]; }

start() {
    local log=$1
    shift
    "$@" >>"$work/$log.log" 2>&1 </dev/null &
    pids+=($!)
}

make_files
"$server" -d "${3:-$work/served}" -a 127.0.0.1 -p "$port" --no-repl --demo --state "$work/state" --downloads "$work/downloads" \
    -l "$work/server.log" >"$work/first-line" 2>"$work/server-errors.log" </dev/null &
pids+=($!)
wait_for 30 is_listening || die "the server does not start"
url=http://127.0.0.1:$(sed 's/.*://' "$work/first-line")
start agent env HOME="$work" "$client" -a 127.0.0.1 -p "${url##*:}" --id lab-agent --export "$work/menus" agent
make_array "$work/waves.npy"
ask -o "$work/answer" -T "$work/waves.npy" "$url/api/v1/arrays/waves" || die "the array was not taken"
wait_for 30 has_agent || die "the agent does not connect"
ask -o "$work/answer" -H 'Content-Type: application/json' -d '{"agent":"lab-agent","path":"menus/today.bin"}' "$url/api/v1/jobs" ||
    die "the pull was not ordered"
printf '%s/\n' "$url"
printf 'show: open it in a browser; Ctrl-C ends it\n' >&2
sleep "$seconds" &
pids+=($!)
wait $!
