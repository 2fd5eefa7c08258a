#!/bin/sh
# One-shot: give Kibana's user its password, and Armswire a user that may touch nothing but armswire-*.
set -eu
es="http://elasticsearch:9200"
read_secret() { cat "/secrets/$1"; }
call() { # call METHOD PATH JSON
  curl --silent --show-error --fail --retry 10 --retry-connrefused --user "elastic:$(read_secret elasticsearch/elastic)" \
    --request "$1" --header 'Content-Type: application/json' --data "$3" --output /dev/null "$es$2"
}
call POST /_security/user/kibana_system/_password "{\"password\":\"$(read_secret kibana/password)\"}"
call PUT /_security/role/armswire '{
  "cluster": ["monitor", "manage_index_templates", "manage_ilm"],
  "indices": [{"names": ["armswire-*"], "privileges": ["all"]}]
}'
call PUT /_security/user/armswire \
  "{\"password\":\"$(read_secret armswire/armswire_elastic_password)\",\"roles\":[\"armswire\"]}"
echo "elasticsearch is set up"
