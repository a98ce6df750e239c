#!/usr/bin/env bash
# Sends files into the served folder of a Sluice server with curl: in chunks, in parallel, each with its SHA-256.
# shellcheck disable=SC2317 # functions are started by their name
set -euo pipefail
# shellcheck source=scripts/http_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/http_common.sh"

show_help() {
    cat <<'TEXT'
usage: upload.sh [OPTION...] FILE...

Sends files into the served folder. After an interruption the same command sends only what is missing.

  -s, --server URL       default: SLUICE_SERVER, else http://127.0.0.1:8888
  -t, --token FILE       file with the token; default: the variable SLUICE_TOKEN
  -d, --directory PATH   the folder on the server (default: the top)
  -x, --on-exists WHAT   fail (default), overwrite or rename
  -j, --jobs N           chunks that are sent at once (4)
  -c, --chunk BYTES      size of a chunk (the server's own)
  -q, --quiet            no progress
  -h, --help             this text

SLUICE_CA names a file with certificates to trust. Exit codes: 0 all files are there, verified and durable, 2 usage,
3 token file, 4 no such file, 5 network, 6 digest, 7 unfinished (give the command again), 8 the file changed,
9 no space or too large, 10 permission, 11 the target exists or is busy, 12 overloaded, 14 some of several failed.
TEXT
}

server=${SLUICE_SERVER:-http://127.0.0.1:8888}
token_file='' folder='' on_exists=fail at_once=4 chunk_wish='' quiet='' token='' status=0
files=()
while [[ $# -gt 0 ]]; do
    case $1 in
    -s | --server | -t | --token | -d | --directory | -x | --on-exists | -j | --jobs | -c | --chunk)
        [[ $# -ge 2 ]] || usage_error "$1 needs a value"
        ;;&
    -s | --server) server=$2; shift 2 ;;
    -t | --token) token_file=$2; shift 2 ;;
    -d | --directory) folder=${2#/}; shift 2 ;;
    -x | --on-exists) on_exists=$2; shift 2 ;;
    -j | --jobs) at_once=$2; shift 2 ;;
    -c | --chunk) chunk_wish=$2; shift 2 ;;
    -q | --quiet) quiet=yes; shift ;;
    -h | --help) show_help; exit 0 ;;
    --) shift; files+=("$@"); break ;;
    -*) usage_error "unknown option '$1'" ;;
    *) files+=("$1"); shift ;;
    esac
done
[[ ${#files[@]} -gt 0 ]] || usage_error "which file?"
[[ $at_once =~ ^[1-9][0-9]?$ ]] || usage_error "--jobs: a number from 1 to 99"
[[ -z $chunk_wish || $chunk_wish =~ ^[1-9][0-9]*$ ]] || usage_error "--chunk: a number of bytes"
[[ $on_exists =~ ^(fail|overwrite|rename)$ ]] || usage_error "--on-exists: fail, overwrite or rename"
server=${server%/}
read_token "$token_file"
[[ -n $quiet || ! -t 2 ]] && bar='' || bar=yes

work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-upload.XXXXXX")

stamp_of() { stat -L -c '%s %Y %y' -- "$1"; }

# create FILE TARGET AGAIN: finds or makes the upload; its description is in session.body.
create() {
    local order key
    key=$(printf '%s\0' "$(realpath -- "$1")" "$2" "$stamp" "$server" "$on_exists" "$3" | sha256sum)
    order=$(printf '{"size":%s,"name":%s,"digest":{"sha-256":"%s"},"on_exists":"%s"%s}' \
        "$size" "$(json_text "$2")" "$digest" "$on_exists" "${chunk_wish:+,\"chunk_size\":$chunk_wish}")
    ask session -X POST -H 'Content-Type: application/json' -H "Idempotency-Key: ${key:0:40}" \
        --data-binary @- "$server/api/v1/uploads" <<<"$order" || fail_with_network "$1" session "$EXIT_NETWORK"
    [[ $status == 20[01] ]] || fail_with_answer "$1" session
}

# is_there TARGET: what was sent under this name before is there still, with the same digest.
is_there() {
    ask there --head -D "$work/there.head" -H 'Want-Repr-Digest: sha-256=10' "$server/files/$(percent "$1")" || return 1
    [[ $status == 200 && $(header "$work/there.head" repr-digest) == *"sha-256=:$(base64_of "$digest"):"* ]]
}

# send_chunk FILE N: reads the chunk twice, for its digest and for curl; if the file changes in between, the server refuses.
send_chunk() {
    local length=$((size - $2 * chunk)) part=(dd if="$1" bs=1M "iflag=skip_bytes,count_bytes,fullblock" status=none) sum
    [[ $length -lt $chunk ]] || length=$chunk
    part+=(skip=$(($2 * chunk)) count="$length")
    sum=$("${part[@]}" | sha256sum)
    if ! "${part[@]}" | ask "chunk$2" -X PUT -H 'Content-Type: application/octet-stream' -H 'Expect:' \
        -H "Content-Digest: sha-256=:$(base64_of "${sum:0:64}"):" --data-binary @- "$server/api/v1/uploads/$id/chunks/$2"; then
        cp "$work/chunk$2.error" "$work/failed.error"
        return 1
    fi
    # The pipe above ran in a subshell, which kept its `status`.
    [[ $(<"$work/chunk$2.status") == 20[014] ]] || return 1
    rm -f "$work/chunk$2".*
}

# show_bar NAME DONE: one line, rewritten.
show_bar() {
    [[ -n $bar ]] || return 0
    local width=30 full seconds=$((SECONDS - began)) percent=100
    [[ $size -eq 0 ]] || percent=$((100 * $2 / size))
    full=$((width * percent / 100))
    printf '\r%-24.24s [%-*s] %3d %%  %d/%d MiB  %d MiB/s ' "$1" "$width" "$(printf '%*s' "$full" '' | tr ' ' '#')" \
        "$percent" $(($2 >> 20)) $((size >> 20)) $((($2 - resumed) / (seconds > 0 ? seconds : 1) >> 20)) >&2
}

# missing_chunks: the numbers that session.body names as missing.
missing_chunks() {
    tr -d ' \n' <"$work/session.body" | sed -nE 's/.*"missing_chunks":\[([0-9,]*)\].*/\1/p' | tr ',' '\n'
}

# send_missing FILE NUMBER...: at most at_once of them at a time.
send_missing() {
    local file=$1 n running=0 ended bad=0
    shift
    for n in "$@"; do
        if [[ $running -ge $at_once ]]; then
            ended=0
            wait -n || ended=$?
            running=$((running - 1))
            [[ $ended -eq 0 ]] || { bad=1; break; }
            acknowledged=$((acknowledged + 1))
            show_bar "${file##*/}" "$((resumed + acknowledged * chunk < size ? resumed + acknowledged * chunk : size))"
        fi
        send_chunk "$file" "$n" &
        running=$((running + 1))
    done
    while [[ $running -gt 0 ]]; do
        wait -n || bad=1
        running=$((running - 1))
    done
    return "$bad"
}

upload() {
    local file=$1 target again stamp size digest id chunk chunks missing resumed=0 acknowledged=0 began=$SECONDS phase
    [[ -f $file && -r $file ]] || { say "$file: no such file"; exit "$EXIT_NOT_FOUND"; }
    target=${folder:+${folder%/}/}${file##*/}
    stamp=$(stamp_of "$file")
    size=${stamp%% *}
    digest=$(sha256sum <"$file")
    digest=${digest:0:64}
    for ((again = 0; again < 100; ++again)); do
        create "$file" "$target" "$again"
        phase=$(json_value "$work/session.body" phase)
        [[ $phase != published ]] || ! is_there "$target" || { [[ -n $quiet ]] || say "$file: was there already"; return 0; }
        [[ $phase =~ ^(published|failed|cancelled|expired)$ ]] || break
    done
    id=$(json_value "$work/session.body" id)
    chunk=$(json_value "$work/session.body" chunk_size)
    [[ -n $id && $chunk =~ ^[1-9][0-9]*$ ]] || { say "$server: not understood"; exit "$EXIT_OTHER"; }
    chunks=$(((size + chunk - 1) / chunk))
    mapfile -t missing < <(missing_chunks)
    resumed=$(((chunks - ${#missing[@]}) * chunk))
    [[ $resumed -le $size ]] || resumed=$size
    show_bar "${file##*/}" "$resumed"
    while [[ ${#missing[@]} -gt 0 ]]; do
        send_missing "$file" "${missing[@]}" || explain_unsent "$file"
        # The server lists only so many at once.
        ask session "$server/api/v1/uploads/$id" || fail_with_network "$file" session "$EXIT_UNFINISHED"
        [[ $status == 200 ]] || fail_with_answer "$file" session
        mapfile -t missing < <(missing_chunks)
    done
    [[ $(stamp_of "$file") == "$stamp" ]] || { say "$file: changed while it was sent"; exit "$EXIT_CHANGED"; }
    complete "$file"
}

# explain_unsent FILE: why a chunk was not taken.
explain_unsent() {
    local answer
    [[ -z $bar ]] || printf '\n' >&2
    for answer in "$work"/chunk*.status; do
        [[ -s $answer ]] || continue
        status=$(<"$answer")
        [[ $status == [1-9]* && $status != 2* && $status != 000 ]] || continue
        cp "${answer%.status}.body" "$work/refused.body"
        fail_with_answer "$1" refused
    done
    [[ -s $work/failed.error ]] || printf 'the connection broke\n' >"$work/failed.error"
    fail_with_network "$1" failed "$EXIT_UNFINISHED"
}

complete() {
    ask complete -X POST -H 'Content-Length: 0' "$server/api/v1/uploads/$id/complete" ||
        fail_with_network "$1" complete "$EXIT_UNFINISHED"
    [[ $status == 20[01] ]] || fail_with_answer "$1" complete
    show_bar "${1##*/}" "$size"
    if [[ -n $bar ]]; then printf '\n' >&2; fi
    printf '%s  %s\n' "$digest" "$1"
}

each_file upload "${files[@]}"
