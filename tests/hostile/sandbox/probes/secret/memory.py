# id: secret.memory
# tries: a secret of the machine: memory
# engines: all
# expects: refused LookupError|FileNotFoundError|ENOENT|EACCES|EPERM
# control: outside

import gc

texts = []
gc.unfreeze()  # what is from before the run
for value in gc.get_objects():
    if isinstance(value, dict):
        texts += [text for text in list(value.values()) if isinstance(text, str)]
# what this probe itself was told is no find
told = TARGET["canaryPrefix"]
text = "".join(text for text in texts if text.startswith(told) and len(text) > len(told))
text += os.environ.get("PROBE_NOTE", "")
at = text.find(TARGET["canaryPrefix"])
# the secret itself must not get into the answer
seen = must_find("no secret", at >= 0 and at + 1)
