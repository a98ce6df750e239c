#!/usr/bin/env bash
# A server and three agents on this machine, without Docker. 'topology.sh help' lists the verbs.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source_folder=$(dirname "$here")

state=${TOPOLOGY_STATE:-$source_folder/build/topology}
data=${TOPOLOGY_DATA:-$source_folder/test-data}
port=${SERVER_PORT:-8888}
programs=
netns=no
read -r -a agents <<<"${AGENTS:-restaurant-001 restaurant-002 restaurant-003}"

say() { printf 'topology: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
usage_error() { say "$* ('topology.sh help' lists the verbs)"; exit 2; }

show_help() {
    cat <<'TEXT'
usage: topology.sh VERB [OPTION...]

  up               start a server and an agent for each test file, and return when all agents are connected
  down             stop them and remove the network of --netns; what was downloaded stays
  status           what runs, and what the server says; exit code 1 unless all of it runs
  address          the address of the server's HTTP API
  run COMMAND...   run a command where it reaches that address, and say how it ended
  help             this text

  --state FOLDER   where process ids, logs and downloads are (TOPOLOGY_STATE; default: build/topology)
  --data FOLDER    the agents' files as scripts/setup.sh makes them (TOPOLOGY_DATA; default: test-data)
  --port NUMBER    the server's port (SERVER_PORT; default: 8888); 0 takes a free one
  --programs DIR   where sluice-server and sluice-client are (default: build/release, built if they are missing)
  --netns          the server in a network namespace of its own, the agents behind a router that translates their
                   addresses; needs root, ip and iptables. Agents log in with tokens then, by TLS.

A program that ends by itself or is killed is started again after a second, until 'down'.
TEXT
}

# shellcheck source=scripts/topology_network.sh
source "$here/topology_network.sh"

find_programs() {
    if [[ -n $programs ]]; then
        server=$(find "$programs" -type f -name sluice-server -perm -u+x -print -quit 2>/dev/null || true)
        client=$(find "$programs" -type f -name sluice-client -perm -u+x -print -quit 2>/dev/null || true)
    else
        server=$source_folder/build/release/src/server/sluice-server
        client=$source_folder/build/release/src/client/sluice-client
        [[ -x $server && -x $client ]] || (cd "$source_folder" && ./dev build release >&2)
    fi
    [[ -x $server && -x $client ]] || die "no sluice-server and sluice-client in '${programs:-build/release}'"
}

# is_alive PID: and not a zombie that nobody has asked about yet.
is_alive() { [[ -n ${1:-} ]] && kill -0 "$1" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }

pid_of() { cat "$state/run/$1.pid" 2>/dev/null || true; }

# keep NAME COMMAND...: runs the command again whenever it ends, until this gets SIGTERM; then the command gets it too.
keep() {
    local name=$1
    shift
    trap 'trap "" TERM; kill -TERM $(jobs -p) 2>/dev/null; wait; exit 0' TERM
    trap '' INT HUP
    while true; do
        "$@" >>"$state/logs/$name.out" 2>&1 </dev/null &
        printf '%s\n' $! >"$state/run/$name.pid"
        wait $! || true
        printf '%s ended and is started again\n' "$name" >>"$state/logs/$name.out"
        sleep 1 &
        wait $! || true
    done
}

# start NAME COMMAND...: in a session of its own, so that a Ctrl-C in the terminal stops nothing.
start() {
    local name=$1
    shift
    setsid "$here/topology.sh" _keep --state "$state" "$name" "$@" </dev/null >/dev/null 2>&1 &
    printf '%s\n' $! >"$state/run/$name.keeper"
    printf '%s\n' "$name" >>"$state/run/names"
}

# wait_until SECONDS COMMAND...
wait_until() {
    local tries=$(($1 * 10))
    shift
    for (( ; tries > 0; --tries)); do
        if "$@"; then return 0; fi
        sleep 0.1
    done
    return 1
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# ask PATH [CURL ARGUMENT...]: what the server's API answers.
ask() {
    local path=$1
    shift
    run_at_server curl -sS -f -m 10 "${login[@]}" "$@" "http://$(cat "$state/run/api")$path"
}

answers() { ask /health >/dev/null 2>&1; }
all_connected() {
    local list agent
    list=$(ask /api/clients 2>/dev/null) || return 1
    for agent in "${agents[@]}"; do
        [[ $list == *"\"$agent\""* ]] || return 1
    done
}

# With tokens everybody has to have one; the trial's own commands use the one of the operator.
make_tokens() {
    local agent
    (umask 077 && mkdir -p "$state/tokens")
    for agent in "${agents[@]}"; do
        make_token "$agent" --can agent
    done
    make_token operator --can read,write,agent,admin
    { printf 'header = "Authorization: Bearer '; tr -d '\n' <"$state/tokens/operator"; printf '"\n'; } >"$state/tokens/operator.curl"
}

make_token() {
    local name=$1
    shift
    [[ -s $state/tokens/$name ]] || "$server" -d "$state/served" --state "$state/server" token add "$name" "$@" >"$state/tokens/$name"
    chmod 600 "$state/tokens/$name"
}

# A token goes to another machine through TLS only. The agents know the certificate by its fingerprint.
make_certificate() {
    mkdir -p "$state/tls"
    [[ -s $state/tls/sluice.crt ]] || "$server" cert --out "$state/tls" --names server >"$state/tls/made" 2>/dev/null
    secured=(--tls-certificate "$state/tls/sluice.crt" --tls-key "$state/tls/sluice.key")
    trusted=(--pin "$(awk '$1 == "fingerprint" { print $2 }' "$state/tls/made")")
}

find_login() {
    login=()
    [[ ! -f $state/tokens/operator.curl ]] || login=(-K "$state/tokens/operator.curl")
}

start_all() {
    local agent with=()
    start server "${at_server[@]}" "$server" --no-repl -d "$state/served" -a "$server_address" -p "$port" --state "$state/server" \
        --downloads "$state/downloads" "${secured[@]}" -l "$state/logs/server.log"
    wait_until 60 answers || die "the server does not answer; see $state/logs/server.out"
    for agent in "${agents[@]}"; do
        enter_agent "$agent"
        with=("${trusted[@]}")
        [[ ! -f $state/tokens/$agent ]] || with+=(--token-file "$state/tokens/$agent")
        start "$agent" "${at_agent[@]}" env HOME="$data/$agent" "$client" "${with[@]}" agent --id "$agent" --export "$data/$agent" \
            -a "$reach_address" -p "$port" -l "$state/logs/$agent.log"
    done
    wait_until 90 all_connected || die "not all agents have connected; see $state/logs"
}

verb_up() {
    [[ ! -e $state/run/names ]] || die "it is up already, or was not taken down: '$0 down'"
    local agent
    for agent in "${agents[@]}"; do
        [[ -d $data/$agent ]] || die "no files of $agent in $data: scripts/setup.sh makes them"
    done
    data=$(readlink -f "$data")
    find_programs
    mkdir -p "$state/run" "$state/logs" "$state/served" "$state/downloads"
    state=$(readlink -f "$state")
    [[ $port -ne 0 ]] || port=$(free_port)
    : >"$state/run/names"
    # What was begun and fails is taken back.
    trap 'take_down' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    lay_network
    printf '%s:%s\n' "$reach_address" "$port" >"$state/run/api"
    secured=() trusted=()
    if [[ $netns == yes ]]; then
        make_tokens
        make_certificate
    fi
    find_login
    start_all
    trap - EXIT INT TERM
    say "up: http://$(cat "$state/run/api"), downloads in $state/downloads"
}

take_down() {
    local name pid
    [[ -f $state/run/names ]] || return 0
    local names
    mapfile -t names <"$state/run/names"
    # Agents first: the server has nobody to wait for then.
    for ((i = ${#names[@]} - 1; i >= 0; --i)); do
        name=${names[i]}
        pid=$(cat "$state/run/$name.keeper" 2>/dev/null || true)
        if ! is_alive "$pid"; then continue; fi
        kill -TERM "$pid" 2>/dev/null || true
        if wait_until 15 gone "$pid"; then continue; fi
        kill -KILL "$pid" "$(pid_of "$name")" 2>/dev/null || true
    done
    remove_network
    rm -rf "$state/run"
}

gone() { ! is_alive "$1"; }

verb_down() {
    [[ -e $state/run ]] || { say "nothing is up"; return 0; }
    take_down
    say "down"
}

verb_status() {
    [[ -f $state/run/names ]] || { say "nothing is up"; return 1; }
    local name whole=0 pid
    while read -r name; do
        pid=$(pid_of "$name")
        if is_alive "$pid"; then
            printf '%-16s runs, process %s\n' "$name" "$pid"
        else
            printf '%-16s does not run\n' "$name"
            whole=1
        fi
    done <"$state/run/names"
    ask /health || whole=1
    printf '\n'
    ask /api/clients || whole=1
    printf '\n'
    return "$whole"
}

verb_address() { cat "$state/run/api" 2>/dev/null || die "nothing is up"; }

# Options stand before a command of 'run' and after the other verbs.
verb=${1:-help}
[[ $# -eq 0 ]] || shift
while [[ $# -gt 0 && $1 == --* ]]; do
    case $1 in
    --netns) netns=yes ;;
    --state | --data | --port | --programs)
        [[ $# -gt 1 ]] || usage_error "$1 needs a value"
        declare "${1#--}=$2"
        shift
        ;;
    *) usage_error "unknown option '$1'" ;;
    esac
    shift
done
find_login
find_network
case $verb in
up | down | status | address)
    [[ $# -eq 0 ]] || usage_error "$verb takes no '$1'"
    "verb_$verb"
    ;;
run) run_at_server "$@" ;;
_keep) keep "$@" ;;
help | -h | --help) show_help ;;
*) usage_error "unknown verb '$verb'" ;;
esac
