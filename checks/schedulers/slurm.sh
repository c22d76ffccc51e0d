# Slurm, sourced by inside.sh in a folder of its own.
mkdir -p cluster/state cluster/spool
sed "s|FOLDER|$PWD/cluster|" "$here/slurm.conf" >cluster/slurm.conf
export SLURM_CONF=$PWD/cluster/slurm.conf
slurmctld -D >cluster/slurmctld.out 2>&1 &
machine() { slurmd -D -N n1 "$@" >>cluster/slurmd.out 2>&1 & node=$! && disown; }
machine
idle() { test "$(sinfo -h -o %T)" = idle; }
point "slurm: up" until_true 30 idle

# field JOB NAME: what Slurm says of a job.
field() { scontrol show job -o "$1" | grep -oE "(^| )$2=[^ ]*" | head -1 | cut -d= -f2; }
is() { same "$(field "$1" JobState)" "$2"; }

point "slurm: the script of the plan is taken" bash plan.sh
array=$(squeue -h -o %F | sort -n | head -1)
merge=$(squeue -h -o %F | sort -n | tail -1)
point "slurm: the merge waits for the array" test "$array" -lt "$merge"

point "slurm: a task is at work" until_true 30 test -s "$NOTES/held"
others() { for task in $(seq 0 $((shards - 1))); do ((task == HELD)) || is "${array}_$task" COMPLETED || return 1; done; }
point "slurm: the other tasks end well" until_true 60 others
# Its machine dies: all processes of this task from Slurm's own down, none of which sees another's end, and Slurm's daemon there.
# It comes back once the controller would see the task if it were there (BatchStartTimeout and MessageTimeout of slurm.conf).
process=$(cat "$NOTES/held")
dead=("$node")
while dead=("$process" "${dead[@]}") && [[ $(cat "/proc/$process/comm") != slurmstepd ]] && ((process > 1)); do
  process=$(awk '/^PPid/ { print $2 }' "/proc/$process/status")
done
point "slurm: its machine dies" kill -KILL "${dead[@]}"
sleep 5
point "slurm: it leaves nothing under the name of its shard" not test -e "merged.shards/$HELD-of-$shards.shard"
machine -b
requeued() { is "${array}_$HELD" PENDING && same "$(field "${array}_$HELD" Restarts)" 1; }
point "slurm: it is queued again" until_true 40 requeued
point "slurm: the merge has not begun" is "$merge" PENDING

shard=merged.shards/$damaged-of-$shards.shard
cp "$shard" whole
damage() { python3 -B -c 'import sys
with open(sys.argv[1], "r+b") as file:
    data = file.read()
    file.seek(len(data) // 2)
    file.write(bytes([data[len(data) // 2] ^ 1]))' "$1"; }
damage "$shard"
point "slurm: one shard is damaged" not cmp -s "$shard" whole
point "slurm: its task is queued again" scontrol requeue "${array}_$damaged"
# A requeued job waits for two minutes unless its start time is set. Within a second of its former end a node refuses it ("already
# killed, do not launch"), which is what the two minutes are for.
sleep 2
ended() {
  local task busy=0
  for task in "$HELD" "$damaged"; do
    is "${array}_$task" COMPLETED || { busy=1 && scontrol update "jobid=${array}_$task" StartTime=now; }
  done
  ((busy == 0)) && [[ $(field "$merge" JobState) =~ ^(COMPLETED|FAILED|CANCELLED)$ ]]
}
until_true 60 ended
point "slurm: the dead task ends well" is "${array}_$HELD" COMPLETED
point "slurm: the task of the damaged shard ends well" is "${array}_$damaged" COMPLETED
point "slurm: then the merge ends well" is "$merge" COMPLETED

# What the tasks noted: began COMMAND TASK JOB COUNT LIFE, ended with the exit code too.
lives() { same "$(grep " run slurm-$1 " "$NOTES/tasks" | cut -d' ' -f1,6- | paste -sd,)" "$2"; }
jobs() { same "$(grep '^began run slurm-' "$NOTES/tasks" | cut -d' ' -f4-5 | sort -u | grep -c " $shards$")" "$shards"; }
point "slurm: the array was $shards jobs, each of which knows of $shards" jobs
point "slurm: the dead task did not end in its first life, and ended well in its second" lives "$HELD" \
  "began first,began 1,ended 1 0"
point "slurm: the damaged shard's task ended well twice" lives "$damaged" "began first,ended first 0,began 1,ended 1 0"
point "slurm: the shard is whole again, byte for byte" cmp "$shard" whole

cp -r merged.shards broken
cp whole "broken/$damaged-of-$shards.shard"
damage "broken/$damaged-of-$shards.shard"
refused() {
  "$PROGRAM" merge broken -o of-broken
  same "$?" 3 && not test -e of-broken
}
point "slurm: a damaged shard is not merged" refused
rm -r broken
