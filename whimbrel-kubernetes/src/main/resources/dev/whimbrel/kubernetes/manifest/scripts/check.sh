#!/bin/sh
# Whether a migration could run now: the database answers, the directory is whole, and what was applied is what the files say.
# Needs no psql. Says each check, goes through all of them, and ends with the exit code of the first that did not hold.
set -u

result=0

check() {
  what=$1
  shift
  if "$@"; then
    echo "ok: $what"
    return
  else
    code=$?
  fi
  echo "not ok ($code): $what" >&2
  if [ "$result" -eq 0 ]; then
    result=$code
  fi
}

check "the database answers" whimbrel wait --for "${1:-10s}"
check "the directory can be read" whimbrel validate
check "what was applied is what the files say" whimbrel verify
check "the database is well" whimbrel doctor
exit "$result"
