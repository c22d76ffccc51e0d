#!/bin/bash
# @WHAT@ in @N@ parts on HyperQueue. Save this as plan.sh, look it over, and run: bash plan.sh
# @MEASURED@
set -eu
mkdir -p @SHARDS@
export RAYON_NUM_THREADS=1

hq submit --wait --array 0-@LAST@ --cpus 1 --time-request @MINUTES@min --crash-limit 5 \
  --env RAYON_NUM_THREADS=1 -- @RUN@ --shard auto/@N@ -o @SHARDS@
hq submit --wait --cpus 1 -- @MERGE@
