#!/bin/sh
# What runs in a container of the image: container-start server|agent|schedule|health, or any other command as it is.
# Programs are started by exec, so that signals reach them.
set -eu
tls=/data/state/tls

# is_known NAME: whether the server has this token. A volume with its file may be older than the server's state.
is_known() { sluice-server -d /data/files --state /data/state token list | awk '{ print $1 }' | grep -qxF -- "$1"; }

# TOKENS is a list of NAME=RIGHTS. Each gets a token, once, in /secrets/NAME/token: agents come from other machines, and
# without tokens only this one may write. Each folder can be a volume of its own, so that nobody has the token of another.
make_tokens() {
    make_certificate
    for one in ${TOKENS:-}; do
        name=${one%%=*}
        folder=/secrets/$name
        mkdir -p "$folder"
        cp /data/state/tls/pin "$folder/pin"
        if [ -s "$folder/token" ] && is_known "$name"; then continue; fi
        sluice-server -d /data/files --state /data/state token add "$name" --can "${one#*=}" >"$folder/.new"
        # For curl -K.
        { printf 'header = "Authorization: Bearer '; tr -d '\n' <"$folder/.new"; printf '"\n'; } >"$folder/curl"
        # Appears whole: whoever waits for it reads a token.
        mv "$folder/.new" "$folder/token"
    done
}

# A token goes to another machine through TLS only. Clients know the certificate by its fingerprint.
make_certificate() {
    if [ ! -s $tls/pin ]; then
        mkdir -p $tls
        rm -f $tls/sluice.crt $tls/sluice.key
        sluice-server cert --out $tls --names "${SERVER_NAME:-server}" >$tls/made
        awk '$1 == "fingerprint" { print $2 }' $tls/made >$tls/pin
    fi
}

# with_token NAME COMMAND...: the command, which gets the option for the token of that name where there is one.
with_token() {
    token=${TOKEN_FILE:-/secrets/$1/token}
    program=$2
    shift 2
    pin=$(dirname "$token")/pin
    if [ -e "$pin" ]; then set -- --pin "$(cat "$pin")" "$@"; fi
    if [ -e "$token" ]; then set -- --token-file "$token" "$@"; fi
    exec "$program" "$@"
}

start_server() {
    if [ -n "${TOKENS:-}" ]; then
        (umask 077 && make_tokens)
        set -- --tls-certificate $tls/sluice.crt --tls-key $tls/sluice.key "$@"
    fi
    exec sluice-server --no-repl -l - -d /data/files --state /data/state --downloads /data/downloads \
        -a "${SERVER_BIND:-0.0.0.0}" -p "${SERVER_PORT:-8888}" "$@"
}

start_agent() {
    id=${CLIENT_ID:?the name of the agent}
    with_token "$id" sluice-client -l - "$@" agent --id "$id" --export "${EXPORT:-/export:ro}" -a "${SERVER_HOST:-server}" \
        -p "${SERVER_PORT:-8888}"
}

start_schedule() {
    with_token "${CLIENT_ID:-client}" sluice-client -l - -d /data/downloads "$@" schedule --state /data/state/schedule \
        --api "${API_URL:-https://server:8888}" --project "${PROJECT:-foo}" --ext "${EXT:-drc}" --interval "${INTERVAL:-2}"
}

# The program itself asks the server.
check_health() {
    with_token operator sluice-client -q -l none -a 127.0.0.1 -p "${SERVER_PORT:-8888}" --connect-limit 3s ping
}

what=${1:-server}
[ $# -eq 0 ] || shift
case $what in
server) start_server "$@" ;;
agent) start_agent "$@" ;;
schedule) start_schedule "$@" ;;
health) check_health ;;
*) exec "$what" "$@" ;;
esac
