# id: file.set_groups
# tries: to join root's group
# engines: containers
# expects: refused EPERM
# control: without privileges

os.setgroups([0])
seen = f"groups {os.getgroups()}"
