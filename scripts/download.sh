#!/usr/bin/env bash
# Fetches files of the served folder of a Sluice server with curl: resumed where they ended, compared by SHA-256.
# shellcheck disable=SC2317 # functions are started by their name
set -euo pipefail
# shellcheck source=scripts/http_common.sh
source "$(dirname "${BASH_SOURCE[0]}")/http_common.sh"

show_help() {
    cat <<'TEXT'
usage: download.sh [OPTION...] PATH...

Fetches files of the served folder. After an interruption the same command fetches only what is missing.

  -s, --server URL       default: SLUICE_SERVER, else http://127.0.0.1:8888
  -t, --token FILE       file with the token; default: the variable SLUICE_TOKEN
  -o, --output FOLDER    where the files go (default: the folder here)
  -f, --force            replace files that exist
  -q, --quiet            no progress
  -h, --help             this text

What came is kept in .NAME.curl.part with its version in .NAME.curl.etag; NAME appears when it is complete and compared.
SLUICE_CA names a file with certificates to trust. Exit codes: 0 all files are here, verified and durable, 2 usage,
3 token file, 4 no such file, 5 network, 6 digest, 7 unfinished (give the command again), 8 the file changed,
10 permission, 11 the target exists, 12 overloaded, 14 some of several failed.
TEXT
}

server=${SLUICE_SERVER:-http://127.0.0.1:8888}
token_file='' output=. force='' quiet='' token='' status=0
files=()
while [[ $# -gt 0 ]]; do
    case $1 in
    -s | --server | -t | --token | -o | --output)
        [[ $# -ge 2 ]] || usage_error "$1 needs a value"
        ;;&
    -s | --server) server=$2; shift 2 ;;
    -t | --token) token_file=$2; shift 2 ;;
    -o | --output) output=$2; shift 2 ;;
    -f | --force) force=yes; shift ;;
    -q | --quiet) quiet=yes; shift ;;
    -h | --help) show_help; exit 0 ;;
    --) shift; files+=("$@"); break ;;
    -*) usage_error "unknown option '$1'" ;;
    *) files+=("$1"); shift ;;
    esac
done
[[ ${#files[@]} -gt 0 ]] || usage_error "which file?"
server=${server%/}
read_token "$token_file"
[[ -n $quiet || ! -t 2 ]] && bar='' || bar=yes
mkdir -p -- "$output"
work=$(mktemp -d "${TMPDIR:-/tmp}/sluice-download.XXXXXX")

part_size() { stat -c %s -- "$part" 2>/dev/null || printf '0\n'; }

# look: size and ETag of the file as it is now.
look() {
    ask head --head -D "$work/head.head" "$url" || fail_with_network "$path" head "$EXIT_NETWORK"
    if [[ $status != 200 ]]; then # the answer to HEAD has no body that could say why
        ask head "$url" -H 'Range: bytes=0-0' || true
        fail_with_answer "$path" head
    fi
    size=$(header "$work/head.head" content-length)
    etag=$(header "$work/head.head" etag)
    [[ $size =~ ^[0-9]+$ && $etag == '"'*'"' ]] || { say "$path: the server gave no size or no ETag"; exit "$EXIT_OTHER"; }
}

# fetch: one attempt to get what is missing. Returns what curl says; `status` is the number of the answer.
fetch() {
    local shown=(--silent) resume=() code=0
    [[ -z $bar ]] || shown=(--no-silent --progress-bar)
    # With another version the server sends all of it, which curl refuses to append (33).
    if [[ $(part_size) -gt 0 ]]; then resume=(-C - -H "If-Range: $etag"); fi
    : >"$work/get.head"
    if [[ -n $bar ]]; then
        printf '%s\n' "$path" >&2
        with_token "${shown[@]}" "${resume[@]}" --fail -D "$work/get.head" -o "$part" "$url" || code=$?
        printf 'curl ended with %d\n' "$code" >"$work/get.error"
    else
        with_token "${shown[@]}" "${resume[@]}" --fail -D "$work/get.head" -o "$part" "$url" 2>"$work/get.error" || code=$?
    fi
    status=$(tr -d '\r' <"$work/get.head" | awk '/^HTTP\// { last = $2 } END { print last + 0 }')
    return "$code"
}

# The part file itself stays: it carries the lock.
forget() {
    rm -f -- "$note"
    : >"$part"
}

# pause_after CODE: waits before the next attempt, or ends.
pause_after() {
    local wait=$((1 << (attempt < 4 ? attempt : 4))) wanted
    wanted=$(header "$work/get.head" retry-after)
    if [[ $1 -eq 22 ]]; then
        [[ $status == 429 || $status == 503 ]] || { : >"$work/get.body"; fail_with_answer "$path" get; }
        if [[ $wanted =~ ^[0-9]{1,2}$ ]]; then wait=$wanted; fi
        [[ $attempt -lt 8 ]] || { : >"$work/get.body"; fail_with_answer "$path" get; }
    elif [[ $attempt -ge 8 ]]; then
        [[ $(part_size) -gt 0 ]] && fail_with_network "$path" get "$EXIT_UNFINISHED"
        fail_with_network "$path" get "$EXIT_NETWORK"
    fi
    sleep "$wait"
}

# receive: the part file is complete and all of one version; `etag` and `size` are of that version.
receive() {
    local attempt=0 code before
    while :; do
        look
        if [[ $(cat -- "$note" 2>/dev/null) != "$etag" || $(part_size) -gt $size ]]; then
            forget
            printf '%s\n' "$etag" >"$note"
        fi
        before=$(part_size)
        if [[ $before -eq $size ]]; then return; fi
        code=0
        fetch || code=$?
        # It may have been replaced between the two questions.
        if [[ $code -eq 33 || ($status == 20[06] && $(header "$work/get.head" etag) != "$etag") ]]; then forget; fi
        [[ $(part_size) -le $before ]] || attempt=0
        attempt=$((attempt + 1))
        [[ $code -eq 0 ]] || pause_after "$code"
        [[ $attempt -lt 9 ]] || { say "$path: keeps changing"; exit "$EXIT_CHANGED"; }
    done
}

verify() {
    local promised sum
    ask digest --head -D "$work/digest.head" -H "If-Match: $etag" -H 'Want-Repr-Digest: sha-256=10' "$url" ||
        fail_with_network "$path" digest "$EXIT_UNFINISHED"
    if [[ $status == 412 ]]; then forget; fi
    [[ $status == 200 ]] || fail_with_answer "$path" digest
    promised=$(header "$work/digest.head" repr-digest)
    sum=$(sha256sum <"$part")
    sum=${sum:0:64}
    [[ $promised == *sha-256=:* ]] || { say "$path: the server gave no digest to compare with"; exit "$EXIT_INTEGRITY"; }
    if [[ $promised != *"sha-256=:$(base64_of "$sum"):"* ]]; then
        forget
        say "$path: SHA-256 differs from the server's"
        exit "$EXIT_INTEGRITY"
    fi
    digest=$sum
}

download() {
    path=${1#/}
    local name=${1##*/} size='' etag='' digest='' held
    url=$server/files/$(percent "$path")
    target=$output/$name part=$output/.$name.curl.part note=$output/.$name.curl.etag
    [[ -n $name && $name != . && $name != .. ]] || { say "$path: cannot be the name of a file"; exit "$EXIT_USAGE"; }
    [[ -n $force || ! -e $target ]] || { say "$target: exists (--force replaces it)"; exit "$EXIT_BUSY"; }
    exec {held}>>"$part"
    flock -n "$held" || { say "$target: another download.sh fetches it"; exit "$EXIT_BUSY"; }
    receive
    verify
    sync -- "$part"
    mv -f -- "$part" "$target"
    sync -- "$output"
    rm -f -- "$note"
    printf '%s  %s\n' "$digest" "$target"
}

each_file download "${files[@]}"
