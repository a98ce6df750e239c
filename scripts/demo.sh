#!/usr/bin/env bash
# demo.sh SERVER CLIENT: the main job on generated real files, with the two built programs. Prints a table; exit code 0
# when every step did what it promises, else 1 and the name of the step that did not. Everything it makes is removed.
set -euo pipefail

server=$1
client=$2
big_mib=200
slow_rate=50M # the killed download takes 4 s at this rate, so there is time to kill it in the middle

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-demo.XXXXXX")
served=$work/served
out=$work/out
server_pids=()
rows=()

clean_up() {
    local pid
    for pid in "${server_pids[@]}"; do
        kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in "${server_pids[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    print_table
    printf '\nFAILED: %s\n' "$1" >&2
    local file
    for file in "$work"/*.log; do
        [[ -s $file ]] || continue
        printf -- '--- end of %s\n' "${file##*/}" >&2
        tail -n 15 "$file" >&2
    done
    exit 1
}

now() { printf '%s\n' "$EPOCHREALTIME"; }

# row WHAT BYTES SECONDS RESULT
row() { rows+=("$(printf '%s\t%s\t%s\t%s' "$@")"); }

print_table() {
    [[ ${#rows[@]} -gt 0 ]] || return 0
    printf '%s\n' "${rows[@]}" | LC_ALL=C awk -F '\t' '
        BEGIN { printf "\n%-46s %12s %8s %12s  %s\n", "what", "bytes", "seconds", "rate", "result" }
        {
            rate = ($2 > 0 && $3 > 0) ? sprintf("%.1f MiB/s", $2 / $3 / 1048576) : "-"
            printf "%-46s %12s %8.2f %12s  %s\n", $1, ($2 > 0 ? $2 : "-"), $3, rate, $4
        }'
}

# step WHAT BYTES COMMAND...: runs it within a minute, keeps its output in step.log and adds a row.
step() {
    local what=$1 bytes=$2 began ended
    shift 2
    began=$(now)
    timeout --kill-after=5 60 "$@" >"$work/step.out" 2>"$work/step.log" </dev/null || fail "$what (exit code $?)"
    ended=$(now)
    row "$what" "$bytes" "$(LC_ALL=C awk "BEGIN { print $ended - $began }")" ok
}

# start_server LOG [ARGUMENT...]: sets port. Not in a subshell, so that the pid is ours to stop.
start_server() {
    local log=$1 line='' tries
    shift
    : >"$work/$log.out"
    "$server" -d "$served" -p 0 --no-repl --state "$work/$log.state" -l "$work/$log.log" "$@" >"$work/$log.out" 2>"$work/$log.err.log" </dev/null &
    server_pids+=($!)
    for ((tries = 0; tries < 100; ++tries)); do
        if IFS= read -r line <"$work/$log.out"; then break; fi
        kill -0 "${server_pids[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    port=${line##*:}
    [[ $line == "listening on "*:* && $port =~ ^[0-9]+$ ]] || fail "start the server (it said: '$line')"
}

# use_server: the arguments with which the client meets the server that was started last.
use_server() { ask=("$client" -a 127.0.0.1 -p "$port" -l "$work/client.log"); }

make_files() {
    mkdir -p "$served/tree" "$out"
    head -c "${big_mib}M" /dev/urandom >"$served/big.bin"
    : >"$served/empty.bin"
    head -c 70000 /dev/urandom >"$served/spaces and Grüße.bin"
    local folder
    for folder in a b c/d e/f/g "h i"; do
        mkdir -p "$served/tree/$folder"
        head -c 409600 /dev/urandom | split --bytes=4096 --suffix-length=3 --numeric-suffixes - "$served/tree/$folder/small-"
    done
}

# The client is killed with -9 in the middle of the download; the same command, given again, goes on where it ended.
kill_and_resume() {
    local what="get big.bin, killed with -9 in the middle" began ended pid resumed
    began=$(now)
    "${ask[@]}" -d "$work/resumed" -w 2 get big.bin >"$work/killed.out" 2>"$work/killed.log" </dev/null &
    pid=$!
    sleep 1.5
    kill -KILL "$pid" 2>/dev/null || fail "$what (it had ended before)"
    if wait "$pid" 2>/dev/null; then fail "$what (it ended well before it was killed)"; fi
    ended=$(now)
    [[ ! -e $work/resumed/big.bin ]] || fail "$what (a half file has the final name)"
    row "$what" 0 "$(LC_ALL=C awk "BEGIN { print $ended - $began }")" "no half file"

    step "the same command again" "$big_bytes" "${ask[@]}" -d "$work/resumed" -w 2 --json get big.bin
    resumed=$(grep -oE '"(bytes_resumed|resumed_bytes|resumed)" *: *[0-9]+' "$work/step.out" | grep -oE '[0-9]+$' | head -n 1 || true)
    [[ ${resumed:-0} -gt 0 ]] || fail "resume (the client fetched everything again)"
    row "  of these resumed, not fetched again" "$resumed" 0 ok
    step "compare it with the original" "$big_bytes" cmp "$served/big.bin" "$work/resumed/big.bin"
}

sha256_of() { sha256sum "$1" | cut -d ' ' -f 1; }

# json_field NAME: the string of that name in the output of the last step.
json_field() { grep -oE "\"$1\" *: *\"[^\"]*\"" "$work/step.out" | head -n 1 | sed -E 's/.*: *"(.*)"/\1/'; }

# The same server, the same port, by curl: chunks in any order, published once they are all there and the digest is right.
over_http() {
    local base=http://127.0.0.1:$port number digest original
    local source=$work/upload.bin chunk=$((4 << 20)) chunks=5
    head -c $((chunks * chunk)) "$served/big.bin" >"$source"
    original=$(sha256_of "$source")
    step "HTTP: begin an upload of 20 MiB" 0 curl -sSf -H 'Content-Type: application/json' "$base/api/v1/uploads" \
        -d "{\"size\":$((chunks * chunk)),\"name\":\"sent/upload.bin\",\"chunk_size\":$chunk,\"digest\":{\"sha-256\":\"$original\"}}"
    local id
    id=$(json_field id)
    [[ -n $id ]] || fail "HTTP: begin an upload (no id in the answer)"
    for number in 3 0 4 2 1; do
        dd if="$source" of="$work/chunk" bs="$chunk" skip="$number" count=1 status=none
        digest=$(openssl dgst -sha256 -binary "$work/chunk" | base64 -w 0)
        step "HTTP: chunk $number, digest checked" "$chunk" curl -sSf -T "$work/chunk" -H "Content-Digest: sha-256=:$digest:" \
            "$base/api/v1/uploads/$id/chunks/$number"
    done
    step "HTTP: complete it" 0 curl -sSf -X POST "$base/api/v1/uploads/$id/complete"
    step "HTTP: download it again" $((chunks * chunk)) curl -sSf -D "$work/head" -H 'Want-Repr-Digest: sha-256=1' \
        -o "$work/again.bin" "$base/files/sent/upload.bin"
    local again told
    again=$(sha256_of "$work/again.bin")
    told=$(grep -ioE 'sha-256=:[^:]+:' "$work/head" | head -n 1 | cut -d : -f 2 | base64 -d | od -An -tx1 | tr -d ' \n')
    http_digests=$(printf 'sha-256 of what was sent over HTTP:      %s\nsha-256 of what came back:               %s\nsha-256 that the server says (RFC 9530): %s\n' \
        "$original" "$again" "$told")
    [[ $again == "$original" && $told == "$original" ]] || fail "HTTP: the digests differ: $http_digests"
    step "put a folder of 500 files" $((500 * 4096)) "${ask[@]}" -w 4 put "$served/tree" --into sent
    step "compare it with the original" $((500 * 4096)) diff -r "$served/tree" "$served/sent/tree"
    rm -rf "$served/sent"
}

main() {
    printf 'making %s MiB and 500 small files in %s\n' "$big_mib" "$work"
    make_files
    big_bytes=$((big_mib * 1048576))
    local tree_bytes=$((500 * 4096))

    start_server server
    use_server
    step "ls" 0 "${ask[@]}" ls
    for name in big.bin empty.bin "spaces and Grüße.bin" tree; do
        grep -qF "$name" "$work/step.out" || fail "ls (it does not show $name)"
    done
    step "get big.bin over 4 connections" "$big_bytes" "${ask[@]}" -d "$out" -w 4 get big.bin
    step "get an empty file" 0 "${ask[@]}" -d "$out" get empty.bin
    step "get a name with spaces and UTF-8" 70000 "${ask[@]}" -d "$out" get "spaces and Grüße.bin"
    step "get a folder of 500 files" "$tree_bytes" "${ask[@]}" -d "$out" -w 4 get tree
    step "verify all against the server" $((big_bytes + tree_bytes + 70000)) \
        "${ask[@]}" -d "$out" verify "$out/big.bin" "$out/empty.bin" "$out/spaces and Grüße.bin" "$out/tree"
    step "compare all with the originals" $((big_bytes + tree_bytes + 70000)) diff -r "$served" "$out"

    over_http

    start_server slow_server --rate "$slow_rate"
    use_server
    mkdir -p "$work/resumed"
    kill_and_resume

    print_table
    printf '\n%s\n' "$http_digests"
    printf '\nAll steps did what they promise.\n'
}

main
