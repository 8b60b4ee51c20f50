#!/bin/sh
# What would be done, statement by statement; with "--down --to VERSION" on the way back. Changes nothing.
set -eu
exec whimbrel plan "$@"
