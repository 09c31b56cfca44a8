# id: limit.processes
# tries: 300 processes
# engines: containers
# expects: refused EAGAIN
# control: without pids ulimits
# alone: yes
# seconds: 60

import signal
import time

children = []
try:
    for _ in range(300):
        child = os.fork()
        if child == 0:
            time.sleep(30)
            os._exit(0)
        children.append(child)
    seen = f"{len(children)} children"
finally:
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
