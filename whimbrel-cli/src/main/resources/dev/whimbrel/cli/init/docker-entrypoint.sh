#!/bin/sh
# Waits for the database, applies what is pending, and then becomes what the container was started for.
#
#   MIGRATE=off             starts it without migrations: to run them by hand, or from one job for all containers
#   MIGRATE_WAIT=5m         waits longer for the database than a minute
@SERVICES@#   WHIMBREL_SERVICE=NAME   migrates one service alone
#
# Which database: DATABASE_URL, or DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_NAME and DB_SSLMODE.
set -eu

whimbrel=${WHIMBREL:-whimbrel}

migrate() {
  "$whimbrel" wait --for "${MIGRATE_WAIT:-60s}"
@SERVICES@  if [ -n "${WHIMBREL_SERVICE:-}" ]; then
@SERVICES@    "$whimbrel" up --lock-wait 10m
@SERVICES@    return
@SERVICES@  fi
  "$whimbrel" up --lock-wait 10m@ALL@
}

if [ "${MIGRATE:-on}" != off ]; then
  migrate
fi
exec "$@"
