# id: secret.home
# tries: a secret of the machine: home
# engines: all
# expects: refused LookupError|FileNotFoundError|ENOENT|EACCES|EPERM
# control: outside

text = ""
for folder, _, files in os.walk(os.path.expanduser("~")):
    for file in files:
        with open(os.path.join(folder, file), errors="replace") as stream:
            text += stream.read(10_000)
at = text.find(TARGET["canaryPrefix"])
# the secret itself must not get into the answer
seen = must_find("no secret", at >= 0 and at + 1)
