# id: file.execute_from_tmp
# tries: to run a program from /tmp
# engines: containers
# expects: refused EACCES|EPERM
# control: without directories

import shutil
import subprocess

shutil.copy("/bin/true", "/tmp/program")
os.chmod("/tmp/program", 0o755)
seen = f"it ended with {subprocess.run(['/tmp/program']).returncode}"
