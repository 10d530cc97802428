#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# apart_from_account.sh COMMAND [ARG…]: runs COMMAND with a HOME of its own beside a Gatehouse that this account uses already. A wrapper
# obeys the stricter of HOME's and the account's Gatehouse, which would rightly keep the demo's and the tests' servers waiting; so, in
# a mount namespace of its own, the account has no home folder. Where the account has no Gatehouse, COMMAND is simply run.
set -euo pipefail

account_home=$(getent passwd "$(id -u)" | cut -d: -f6)
if [[ -z $account_home || ! -e $account_home/.local/state/gatehouse/snapshot ]]; then
    exec "$@"
fi

passwd=$(mktemp)
trap 'rm -f "$passwd"' EXIT
awk -F: -v OFS=: -v uid="$(id -u)" '$3 == uid { $6 = "/nonexistent" } 1' /etc/passwd >"$passwd"
chmod 0644 "$passwd"
uid=$(id -u)
gid=$(id -g)
as_before=()
namespaces=(--mount)
if [[ $uid -ne 0 ]]; then
    # Mounting takes a root of one's own; the namespace inside it gives the former user back.
    namespaces+=(--user --map-root-user)
    as_before=(unshare --user "--map-user=$uid" "--map-group=$gid" --)
fi
if ! unshare "${namespaces[@]}" mount --bind "$passwd" /etc/passwd 2>/dev/null; then
    echo "This account uses Gatehouse already, and this system does not let it be set aside (unshare is not permitted)." >&2
    echo "Use another account, or another machine." >&2
    exit 1
fi
status=0
# shellcheck disable=SC2016 # the inner shell expands them
unshare "${namespaces[@]}" sh -c 'mount --bind "$1" /etc/passwd && shift && exec "$@"' sh "$passwd" "${as_before[@]}" "$@" \
    || status=$?
exit "$status"
