# id: limit.descriptors
# tries: 1,000 descriptors
# engines: containers
# expects: refused EMFILE
# control: without ulimits

opened_files = [os.open("/dev/null", os.O_RDONLY) for _ in range(1000)]
seen = f"{len(opened_files)} descriptors"
