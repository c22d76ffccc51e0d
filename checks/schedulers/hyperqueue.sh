# HyperQueue, sourced by inside.sh in a folder of its own. Its program is not on PyPI: `hq` of this folder does what the script asks
# of it through the Python interface, with a server and a worker.
: >"$NOTES/tasks"
point "hyperqueue: the script of the plan ends well" bash plan.sh
tasks() { same "$(grep '^ended run hyperqueue-.* 0$' "$NOTES/tasks" | cut -d' ' -f3 | sort -u | wc -l)" "$shards"; }
point "hyperqueue: it was $shards tasks that ended well" tasks
