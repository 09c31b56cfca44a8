# id: secret.process_environments
# tries: a secret of the machine: process environments
# engines: all
# expects: refused LookupError|FileNotFoundError|ENOENT|EACCES|EPERM
# control: outside

text = ""
for pid in os.listdir("/proc") if os.path.isdir("/proc") else []:
    try:
        with open(f"/proc/{pid}/environ") as stream:
            text += stream.read()
    except OSError:
        pass
at = text.find(TARGET["canaryPrefix"])
# the secret itself must not get into the answer
seen = must_find("no secret", at >= 0 and at + 1)
