"""Tries what the service has no need of, and prints the names of what worked, a line each.

Runs twice in a throw-away world: in the sandbox of the unit, where only what the service needs may work, and without it,
where all must work that the world allows: an attempt that cannot succeed anywhere shows nothing.
"""

import mmap
import os
import socket
import subprocess
import sys
import time

scratch = sys.argv[1]


def write(path):
    def attempt():
        with open(path, "w") as file:
            file.write("x")

    return attempt


def read(path):
    return lambda: open(path, "rb").read(1)


def run(*command):
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def new_socket(family, kind):
    return lambda: socket.socket(family, kind).close()


def code_in_writable_memory():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def set_user_id_bit():
    path = os.path.join(scratch, "program")
    write(path)()
    os.chmod(path, 0o4755)


def become_root():
    if os.getuid() == 0:
        os.setuid(0)
        return
    os.setresuid(0, 0, 0)


def listen_where_root_may():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 1))


needed = {
    "write in the state directory": write("/var/lib/quoted/file"),
    "write in the runtime directory": write("/run/quoted/file"),
    "read the settings": read("/etc/quoted/quoted.json5"),
    "an IPv4 socket": new_socket(socket.AF_INET, socket.SOCK_STREAM),
    "a Unix socket": new_socket(socket.AF_UNIX, socket.SOCK_STREAM),
}
# What the host or its clock would feel is not among them.
forbidden = {
    "read the home of root": lambda: os.listdir("/root"),
    "read the homes of others": lambda: os.listdir("/home"),
    "read the shadow passwords": read("/etc/shadow"),
    "write in /etc": write("/etc/file"),
    "change the settings": write("/etc/quoted/file"),
    "write in /usr": write("/usr/file"),
    "write in /var": write("/var/lib/file"),
    "write in /run": write("/run/file"),
    "see other processes": read("/proc/1/cmdline"),
    "see the kernel's figures": read("/proc/meminfo"),
    "change the kernel's settings": lambda: open("/proc/sys/kernel/core_pattern", "a").close(),
    "a netlink socket": new_socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "a packet socket": new_socket(socket.AF_PACKET, socket.SOCK_RAW),
    "a raw socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close(),
    "a namespace": run("unshare", "--user", "true"),
    "a mount": run("mount", "-t", "tmpfs", "tmpfs", scratch),
    "another root": lambda: subprocess.run(["true"], check=True, preexec_fn=lambda: os.chroot("/usr")),
    "another personality": run("setarch", "linux32", "true"),
    "code in memory that can be written": code_in_writable_memory,
    "a program that runs as its owner": set_user_id_bit,
    "become root": become_root,
    "signal the first process": lambda: os.kill(1, 0),
    "a port below 1024": listen_where_root_may,
    "real time": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    "a device": lambda: os.mknod(os.path.join(scratch, "device"), 0o20600, os.makedev(1, 3)),
    "a control group": lambda: os.mkdir("/sys/fs/cgroup/file"),
    "the host's name": lambda: socket.sethostname(socket.gethostname()),
    "the clock": lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()),
}

for names in needed, forbidden:
    for name, attempt in names.items():
        if name == "the clock" and os.getuid() == 0:
            continue
        try:
            attempt()
        except (OSError, subprocess.SubprocessError):
            continue
        print(name, flush=True)
