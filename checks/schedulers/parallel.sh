# GNU parallel, sourced by inside.sh in a folder of its own.
cat >plan.sh <<'PLAN'
#!/bin/sh
set -e
seq 0 6 | parallel --joblog shards.log \
  allegiance run scenarios/belarus-2020.toml --set simulation.draws=40 --set simulation.paths=20 --shard {}/7 -o shards
allegiance merge shards -o merged
PLAN
: >"$NOTES/tasks"
point "parallel: the script of the plan ends well" sh plan.sh
logged() { same "$(awk 'NR > 1 && $7 == 0 && $8 == 0' ./*.log | wc -l)" "$shards"; }
point "parallel: the job log has $shards tasks that ended well" logged
# Again: what is there is taken as it is.
stamps() { stat -c '%n %i %y' shards/*; }
before=$(stamps)
again() {
  rm ./*.log
  sh plan.sh && same "$(stamps)" "$before"
}
point "parallel: a second time all tasks end well and leave the shards as they are" again
