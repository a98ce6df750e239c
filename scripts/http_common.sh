# shellcheck shell=bash
# What upload.sh and download.sh share: arguments of curl, errors, names in URLs, digests. Sourced, not run.
# shellcheck disable=SC2034,SC2154
# It uses and sets: server, token, work (a private folder), status (of the last answer), job (what runs).
job=''

readonly EXIT_OTHER=1 EXIT_USAGE=2 EXIT_CONFIGURATION=3 EXIT_NOT_FOUND=4 EXIT_NETWORK=5 EXIT_INTEGRITY=6
readonly EXIT_UNFINISHED=7 EXIT_CHANGED=8 EXIT_NO_SPACE=9 EXIT_PERMISSION=10 EXIT_BUSY=11 EXIT_OVERLOADED=12
readonly EXIT_PARTLY=14

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
usage_error() { say "$1 (--help tells more)"; exit "$EXIT_USAGE"; }

# read_token FILE: the token of the file, or without one of SLUICE_TOKEN.
read_token() {
    token=${SLUICE_TOKEN:-}
    if [[ -n $1 ]]; then
        [[ -r $1 ]] || { say "$1: cannot be read"; exit "$EXIT_CONFIGURATION"; }
        IFS= read -r token <"$1" || [[ -n $token ]] || { say "$1: holds no token"; exit "$EXIT_CONFIGURATION"; }
    fi
    unset SLUICE_TOKEN # programs that are started from here need not know it
}

# with_token CURL-ARGUMENT...: curl with the token in a header that no list of processes shows.
with_token() {
    local common=(--silent --show-error --connect-timeout 15 --speed-limit 1 --speed-time 60 --proto '=http,https')
    [[ -z ${SLUICE_CA:-} ]] || common+=(--cacert "$SLUICE_CA")
    if [[ -n $token ]]; then
        curl "${common[@]}" -H @<(printf 'Authorization: Bearer %s\n' "$token") "$@"
    else
        curl "${common[@]}" "$@"
    fi
}

# percent TEXT: for a path in a URL; '/' stays.
percent() {
    local LC_ALL=C text=$1 made='' one code i
    for ((i = 0; i < ${#text}; ++i)); do
        one=${text:i:1}
        case $one in
        [a-zA-Z0-9._~/-]) made+=$one ;;
        *)
            printf -v code '%d' "'$one"
            printf -v one '%%%02X' $((code & 255))
            made+=$one
            ;;
        esac
    done
    printf '%s' "$made"
}

# json_text TEXT: as a string of JSON, with its quotes.
json_text() {
    local LC_ALL=C text=$1
    text=${text//\\/\\\\}
    text=${text//\"/\\\"}
    text=${text//$'\n'/\\n}
    text=${text//$'\r'/\\r}
    text=${text//$'\t'/\\t}
    printf '"%s"' "$text"
}

# json_value FILE KEY: a text or a number of an object, as it stands there; nothing if there is none.
json_value() {
    tr -d '\n' <"$1" | sed -nE 's/.*"'"$2"'"[[:space:]]*:[[:space:]]*("([^"\\]|\\.)*"|[0-9]+).*/\1/p' | sed -E 's/^"(.*)"$/\1/'
}

# header FILE NAME: the value of a field in the last head of a file that curl -D wrote.
header() {
    tr -d '\r' <"$1" | awk -v name="${2,,}" '
        /^HTTP\// { value = "" }
        { at = index($0, ":"); if (at && tolower(substr($0, 1, at - 1)) == name) { value = substr($0, at + 1); sub(/^ +/, "", value) } }
        END { print value }'
}

# base64_of HEX: of the bytes that the hex digits stand for.
# shellcheck disable=SC2001 # each pair of digits needs its escape
base64_of() { printf '%b' "$(sed 's/../\\x&/g' <<<"$1")" | base64 -w0; }

# why FILE: what an answer with an error says.
why() {
    local told
    told=$(json_value "$1" detail)
    [[ -n $told ]] || told=$(json_value "$1" message)
    [[ -n $told ]] || told=$(json_value "$1" title)
    printf '%s' "${told:-status $status}"
}

# exit_code_of FILE: for an answer with an error, of `status`.
exit_code_of() {
    case $(json_value "$1" code) in
    checksum_mismatch) return "$EXIT_INTEGRITY" ;;
    no_space | over_quota) return "$EXIT_NO_SPACE" ;;
    source_changed) return "$EXIT_CHANGED" ;;
    target_busy | target_exists | fenced) return "$EXIT_BUSY" ;;
    esac
    case $status in
    401 | 403) return "$EXIT_PERMISSION" ;;
    404 | 410) return "$EXIT_NOT_FOUND" ;;
    409 | 423) return "$EXIT_BUSY" ;;
    412) return "$EXIT_CHANGED" ;;
    413 | 507) return "$EXIT_NO_SPACE" ;;
    429 | 503) return "$EXIT_OVERLOADED" ;;
    *) return "$EXIT_OTHER" ;;
    esac
}

# each_file COMMAND FILE...: the exit code is that of the first failure if all failed, 14 if some did. Each runs as a job
# with a group of its own, so that a signal ends it with everything that it has started.
each_file() {
    local command=$1 file code first=0 failed=0
    shift
    trap 'rm -rf "$work"' EXIT
    trap 'end_job; say "interrupted; the same command goes on"; exit 130' INT
    trap 'end_job; exit 143' TERM
    for file in "$@"; do
        code=0
        set -m
        ("$command" "$file") &
        job=$!
        set +m
        wait "$job" || code=$?
        job=''
        [[ $code -eq 0 ]] && continue
        failed=$((failed + 1))
        [[ $first -ne 0 ]] || first=$code
    done
    if [[ $failed -eq 0 ]]; then exit 0; fi
    if [[ $failed -eq $# ]]; then exit "$first"; fi
    exit "$EXIT_PARTLY"
}

end_job() {
    [[ -z $job ]] || kill -TERM -- "-$job" 2>/dev/null || true
}

# ask NAME CURL-ARGUMENT...: the answer is in NAME.body, its number in NAME.status and in `status`; false when there was
# none. curl tries again by itself, as late as the server's Retry-After wants.
ask() {
    local name=$1 retries=(--retry 8 --retry-connrefused --retry-all-errors --retry-max-time 120) code=0
    shift
    : >"$work/$name.body"
    with_token "${retries[@]}" -o "$work/$name.body" -w '%{http_code}' "$@" \
        >"$work/$name.status" 2>"$work/$name.error" || code=$?
    status=$(<"$work/$name.status")
    return "$code"
}

# fail_with_answer WHAT NAME: ends with what the answer says.
fail_with_answer() {
    local code=0
    exit_code_of "$work/$2.body" || code=$?
    say "$1: $(why "$work/$2.body")"
    exit "$code"
}

# fail_with_network WHAT NAME CODE: ends with what curl said.
fail_with_network() {
    say "$1: $(tail -n 1 "$work/$2.error")"
    exit "$3"
}
