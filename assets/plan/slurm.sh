#!/bin/bash
# @WHAT@ in @N@ parts on Slurm. Save this as plan.sh, look it over, and run: bash plan.sh
# @MEASURED@
set -eu
mkdir -p @SHARDS@

array=$(sbatch --parsable --array=0-@LAST@ --requeue --ntasks=1 --cpus-per-task=1 --time=@MINUTES@ --mem=@MEMORY@M \
  --output=@LOG_SLURM@ --open-mode=append <<'TASK'
#!/bin/bash
export RAYON_NUM_THREADS=1
exec @RUN@ --shard auto/@N@ -o @SHARDS@
TASK
)
# If a part fails for good, the merge is cancelled. Run this script again: parts that are there end at once.
sbatch --dependency=afterok:"${array%%;*}" --kill-on-invalid-dep=yes --ntasks=1 --cpus-per-task=1 --time=@MERGE_MINUTES@ \
  --mem=@MERGE_MEMORY@M --output=@MERGE_LOG_SLURM@ <<'TASK'
#!/bin/bash
exec @MERGE@
TASK
