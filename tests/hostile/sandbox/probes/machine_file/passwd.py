# id: machine_file.passwd
# tries: the machine's /etc/passwd
# engines: embedded
# expects: refused Error
# control: outside

with open("/etc/passwd") as stream:
    seen = must_find("not the machine's", "root:" in stream.read())
