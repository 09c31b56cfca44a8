# id: secret.file
# tries: a secret of the machine: file
# engines: all
# expects: refused LookupError|FileNotFoundError|ENOENT|EACCES|EPERM
# control: outside

with open(TARGET["directory"] + "/canary.txt") as stream:
    text = stream.read()
at = text.find(TARGET["canaryPrefix"])
# the secret itself must not get into the answer
seen = must_find("no secret", at >= 0 and at + 1)
