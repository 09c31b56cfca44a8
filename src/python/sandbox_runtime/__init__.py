"""The Python half of a sandbox: runs the user's program and carries its calls to the bridge.

The bridge sends this package to the sandbox as text, where it runs without being installed. It
needs only the standard library of CPython 3.9 or newer.

From the bytes to the program: `frames` defines the protocol, `pipes` moves bytes, `channel` matches
calls with replies, `bridge` makes requests, `proxies` and `api` are the objects that the program
uses, `modules` installs them, `program` runs the program, `failures` and `jsonable` report its end.
`main` is the main function in a container, `embedded` the one under Pyodide.
"""
