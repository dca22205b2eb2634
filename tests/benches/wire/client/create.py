"""Creates messages with Twilio's library for Python: `create.py threads` or `create.py asyncio`.

Environment: EMULATOR_URL, ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET, CONVERSATION, AUTHOR, BODY, CALLS. Reads
an amount a line, creates as many messages with CALLS calls in flight, and prints the seconds that it took.
"""

import asyncio
import concurrent.futures
import os
import sys
import time

from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

CALLS = int(os.environ["CALLS"])
MESSAGE = {"author": os.environ["AUTHOR"], "body": os.environ["BODY"]}


def messages(**options):
    key, secret, account = (os.environ[it] for it in ("API_KEY_SID", "API_KEY_SECRET", "ACCOUNT_SID"))
    client = Client(key, secret, account, **options)
    client.conversations.base_url = os.environ["EMULATOR_URL"]
    return client.conversations.v1.conversations(os.environ["CONVERSATION"]).messages


def shares(amount):
    return [amount // CALLS + (call < amount % CALLS) for call in range(CALLS)]


def with_threads():
    # A client for each thread, because a session keeps ten connections to an address without TLS.
    clients = [messages() for _ in range(CALLS)]

    def create(client, share):
        for _ in range(share):
            client.create(**MESSAGE)

    with concurrent.futures.ThreadPoolExecutor(CALLS) as threads:
        for line in sys.stdin:
            start = time.perf_counter()
            list(threads.map(create, clients, shares(int(line))))
            print(time.perf_counter() - start, flush=True)


async def with_asyncio():
    async with AsyncTwilioHttpClient() as http:
        client = messages(http_client=http)

        async def create(share):
            for _ in range(share):
                await client.create_async(**MESSAGE)

        for line in sys.stdin:
            start = time.perf_counter()
            await asyncio.gather(*(create(share) for share in shares(int(line))))
            print(time.perf_counter() - start, flush=True)


if sys.argv[1] == "threads":
    with_threads()
else:
    asyncio.run(with_asyncio())
