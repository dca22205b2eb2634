"""Leads connections to Twilio's host names to the emulator, and trusts its certificate authority.

`fake-twilio run` and `fake-twilio env` put the folder of this file on PYTHONPATH. It is for versions of
Twilio's library that obey neither the variables of proxies nor those of certificates.
"""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
CERTIFICATE = os.path.join(os.path.dirname(os.path.dirname(FOLDER)), "ca.pem")
DOMAINS = ("twilio.com", "twiliocdn.com")


def is_twilio(host):
    name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else host
    if not isinstance(name, str):
        return False
    name = name.rstrip(".").lower()
    return any(name == domain or name.endswith("." + domain) for domain in DOMAINS)


def redirect(emulator_host, emulator_port):
    import socket

    resolve = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if is_twilio(host):
            return resolve(emulator_host, emulator_port, *args, **kwargs)
        return resolve(host, port, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


def trust():
    import ssl

    load = ssl.SSLContext.load_verify_locations

    def load_verify_locations(self, *args, **kwargs):
        load(self, *args, **kwargs)
        load(self, cafile=CERTIFICATE)

    ssl.SSLContext.load_verify_locations = load_verify_locations


def next_sitecustomize():
    """The module of this name that would have been found without this one is run, too."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    rest = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != FOLDER]
    spec = PathFinder.find_spec("sitecustomize", rest)
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        spec.loader.exec_module(module)


def main():
    from urllib.parse import urlsplit

    url = urlsplit(os.environ.get("TWILIO_EMULATOR_URL", ""))
    if url.hostname and os.environ.get("TWILIO_BACKEND") != "live":
        redirect(url.hostname, url.port or 80)
        if os.path.exists(CERTIFICATE):
            trust()


main()
next_sitecustomize()
