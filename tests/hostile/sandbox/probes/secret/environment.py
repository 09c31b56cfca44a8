# id: secret.environment
# tries: a secret of the machine: environment
# engines: all
# expects: refused LookupError|FileNotFoundError|ENOENT|EACCES|EPERM
# control: outside

text = json.dumps(dict(os.environ))
at = text.find(TARGET["canaryPrefix"])
# the secret itself must not get into the answer
seen = must_find("no secret", at >= 0 and at + 1)
