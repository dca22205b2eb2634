"""Ends a program that dials a host beyond this machine, with status 9."""

import os
import socket

LOCAL = ("localhost", "127.0.0.1", "::1", None, "")

resolve = socket.getaddrinfo


def getaddrinfo(host, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    if name not in LOCAL:
        os._exit(9)
    return resolve(host, *args, **kwargs)


socket.getaddrinfo = getaddrinfo
