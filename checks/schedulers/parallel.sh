# GNU parallel, sourced by inside.sh in a folder of its own.
: >"$NOTES/tasks"
point "parallel: the script of the plan ends well" bash plan.sh
logged() { same "$(awk 'NR > 1 && $7 == 0 && $8 == 0' merged.shards/parallel.log | wc -l)" "$shards"; }
point "parallel: the job log has $shards tasks that ended well" logged
# Again: what is there is taken as it is.
stamps() { stat -c '%n %i %y' merged.shards/*.shard; }
before=$(stamps)
again() {
  bash plan.sh && same "$(stamps)" "$before"
}
point "parallel: a second time all tasks end well and leave the shards as they are" again
