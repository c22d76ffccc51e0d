# HyperQueue, sourced by inside.sh in a folder of its own. Its program `hq` is not on PyPI: hq.py does the same through the
# Python interface, with a real server and worker.
: >"$NOTES/tasks"
tasks() { same "$(grep '^ended run hyperqueue-.* 0$' "$NOTES/tasks" | cut -d' ' -f3 | sort -u | wc -l)" "$shards"; }
point "hyperqueue: $shards tasks and a dependent merge end well" "$python" -B "$here/hq.py" "$shards" \
  "allegiance run scenarios/belarus-2020.toml ${small[*]} --shard auto/$shards -o shards" "allegiance merge shards -o merged"
point "hyperqueue: it was $shards tasks" tasks
