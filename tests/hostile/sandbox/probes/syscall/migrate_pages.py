# id: syscall.migrate_pages
# tries: to migrate pages: migrate_pages
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("migrate_pages"))
