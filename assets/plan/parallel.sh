#!/bin/bash
# @WHAT@ in @N@ parts with GNU parallel. Save this as plan.sh, look it over, and run: bash plan.sh
# Other hosts: add --sshloginfile HOSTS --workdir . --env RAYON_NUM_THREADS to parallel; the folder must be the same on all.
# @MEASURED@
set -eu
mkdir -p @SHARDS@
export RAYON_NUM_THREADS=1

seq 0 @LAST@ | parallel -I ,,PART,, --quote --jobs 100% --retries 3 --joblog @SHARDS@/parallel.log \
  @RUN@ --shard ,,PART,,/@N@ -o @SHARDS@
@MERGE@
