#!/bin/sh
# Runs ZenStack 2's generator. Prisma wants its engines to be there, and uses none of them for this.
export PRISMA_SCHEMA_ENGINE_BINARY="$npm_node_execpath" PRISMA_QUERY_ENGINE_LIBRARY="$npm_node_execpath"
export CHECKPOINT_DISABLE=1 DO_NOT_TRACK=1
exec zenstack generate
