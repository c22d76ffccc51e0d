# @WHAT@ in @N@ parts with Snakemake. Save this as Snakefile and run: snakemake --cores all (or with a profile of a cluster)
# @MEASURED@
PARTS = range(@N@)

rule merged:
    input: expand(@SHARDS_PYTHON@ + "/{part}-of-@N@.shard", part=PARTS)
    output: @FOLDER_PYTHON@ + "/summary.json"
    resources: mem_mb=@MERGE_MEMORY@, runtime=@MERGE_MINUTES@
    shell: @MERGE_PYTHON@

rule part:
    input: @INPUTS_PYTHON@
    output: @SHARDS_PYTHON@ + "/{part}-of-@N@.shard"
    threads: 1
    retries: 3
    resources: mem_mb=@MEMORY@, runtime=@MINUTES@
    shell: @RUN_PYTHON@
