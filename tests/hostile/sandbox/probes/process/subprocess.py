# id: process.subprocess
# tries: a process by subprocess
# engines: embedded
# expects: refused Error
# control: outside

import subprocess

seen = str(subprocess.run(["true"]).returncode)
