#!/bin/sh
# Everything that was ever done: what, when, by whom and from where.
set -eu
exec whimbrel history "$@"
