# id: file.device_node
# tries: to make a device's file
# engines: containers
# expects: refused EPERM|EACCES
# control: without directories privileges

import stat

os.mknod("/tmp/disk", stat.S_IFBLK | 0o600, os.makedev(254, 0))
seen = "a block device was made"
