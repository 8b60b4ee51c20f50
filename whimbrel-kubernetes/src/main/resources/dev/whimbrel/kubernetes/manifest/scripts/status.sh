#!/bin/sh
# What is applied and what is pending; exit code 8 if something is.
set -eu
exec whimbrel status --exit-code "$@"
