#!/bin/sh
# One-shot: generate every password the stack needs, once, into the volume /secrets. Nothing is ever printed.
set -eu
umask 077
make() { # make FILE OWNER: a secret of 32 letters and digits that this user alone can read
  [ -s "/secrets/$1" ] && return
  mkdir -p "/secrets/$(dirname "$1")"
  python3 -c 'import secrets, string; print(end="".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(32)))' >"/secrets/$1"
  chown -R "$2:0" "/secrets/$(dirname "$1")"
  chmod 400 "/secrets/$1"
}
make elasticsearch/elastic 1000
make kibana/password 1000
make kibana/key 1000
make grafana/admin 472
make armswire/armswire_elastic_password 10001
chmod 711 /secrets
