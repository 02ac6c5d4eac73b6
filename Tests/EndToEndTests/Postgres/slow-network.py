"""A network that delays and loses packets, in the network namespace of this process.

A client connects to 10.9.0.2. The kernel hands its packets to this program, which exchanges the two addresses. So they
arrive at the same port of 10.9.0.1, where the server listens, as if they came from 10.9.0.2. Its replies return in the
same way. The checksums stay right, because they do not depend on the order of the addresses.

Each line of standard input sets the delay in seconds and the share of lost packets. At its end, the program ends.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001

tunnel = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tunnel, TUNSETIFF, struct.pack("16sH", b"slow", IFF_TUN_NO_PI))
for command in ["link set lo up", "link set slow up", "-4 addr add 10.9.0.1/24 dev slow"]:
    subprocess.run(["ip"] + command.split(), check=True)
print("ready", flush=True)

delay, loss = 0.0, 0.0
# The packets on their way: when each one arrives, a number that keeps the order, and the packet.
packets = []
count = 0
while True:
    wait = max(0.0, packets[0][0] - time.monotonic()) if packets else None
    ready, _, _ = select.select([tunnel, sys.stdin], [], [], wait)
    if sys.stdin in ready:
        line = sys.stdin.readline()
        if not line:
            break
        delay, loss = map(float, line.split())
        print("ready", flush=True)
    if tunnel in ready:
        packet = os.read(tunnel, 65536)
        # The kernel also sends IPv6 packets to look for neighbours.
        if packet[0] >> 4 == 4 and random.random() >= loss:
            count += 1
            swapped = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
            heapq.heappush(packets, (time.monotonic() + delay, count, swapped))
    while packets and packets[0][0] <= time.monotonic():
        os.write(tunnel, heapq.heappop(packets)[2])
