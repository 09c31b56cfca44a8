# id: file.change_owner
# tries: to give a file to root
# engines: containers
# expects: refused EPERM|EINVAL
# control: without privileges

with open("/tmp/file", "w"):
    pass
os.chown("/tmp/file", 1, 1)
seen = "owned by another"
