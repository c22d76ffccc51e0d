"""Tasks of HyperQueue, each with the same command, and one command that depends on all of them.

Takes the number of tasks and both commands; the server's files go to the folder it is called in.
"""

import os
import shlex
import sys

from hyperqueue import Job, LocalCluster
from hyperqueue.cluster import WorkerConfig

count, command, last = int(sys.argv[1]), shlex.split(sys.argv[2]), shlex.split(sys.argv[3])
environment = dict(os.environ)
with LocalCluster() as cluster:
    cluster.start_worker(WorkerConfig(cores=2))
    job = Job(default_workdir=os.getcwd(), default_env=environment)
    tasks = [job.program(command) for _ in range(count)]
    job.program(last, deps=tasks)
    client = cluster.client()
    client.wait_for_jobs([client.submit(job)])
