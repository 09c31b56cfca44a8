# id: file.no_new_privileges_off
# tries: to gain rights by running programs
# engines: containers
# expects: refused LookupError
# control: without privileges

with open("/proc/self/status") as stream:
    bit = [line.split()[1] for line in stream if line.startswith("NoNewPrivs")][0]
seen = must_find("NoNewPrivs is set", bit == "0")
