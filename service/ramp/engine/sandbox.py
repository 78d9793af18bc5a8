"""What a worker process gives up before it sees anything from outside: sockets, core dumps, memory without end.

Sockets are refused by a seccomp filter (Linux, x86-64 and arm64): pyoxigraph opens them for SERVICE and LOAD and cannot
be told not to, and limits on open files do not work with a store on disk, which opens its files late.
"""

import ctypes
import errno
import os
import platform
import resource
import select
import signal
import struct
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_M_ARENA_MAX = -8

# linux/audit.h and the system call tables of each architecture: socket, socketpair, connect,
# io_uring_setup, ptrace, execve, execveat.
_ARCHITECTURES = {
    "x86_64": (0xC000003E, (41, 53, 42, 425, 101, 59, 322)),
    "aarch64": (0xC00000B7, (198, 199, 203, 425, 117, 221, 281)),
}
_X32_BIT = 0x40000000

# linux/bpf_common.h: load a word, jump if equal, jump if greater or equal, return a constant.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000


def forbids_sockets() -> bool:
    """Whether this platform can take sockets away from a worker."""
    return sys.platform == "linux" and platform.machine() in _ARCHITECTURES


def enter(*, sockets: bool) -> None:
    """Shut this process in, for good: no core dumps, death with its parent, and no sockets unless allowed.

    Raises OSError where the kernel refuses the filter: a worker that cannot be shut in must not start.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mallopt(_M_ARENA_MAX, 2)
    _prctl(libc, _PR_SET_PDEATHSIG, signal.SIGKILL)
    if not sockets and forbids_sockets():
        _prctl(libc, _PR_SET_NO_NEW_PRIVS, 1)
        _install(libc, *_ARCHITECTURES[platform.machine()])


def _prctl(libc: ctypes.CDLL, option: int, *values: int) -> None:
    arguments = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)][:4]
    if libc.prctl(option, *arguments) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option}) failed")


def _install(libc: ctypes.CDLL, architecture: int, refused: tuple[int, ...]) -> None:
    """seccomp(2) filter: another architecture dies, a refused call fails with EPERM, anything else goes through."""
    calls = len(refused)
    program = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, calls + 1, 0, _X32_BIT),
        *((_EQUAL, calls - index, 0, call) for index, call in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ]
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    filter_program = ctypes.create_string_buffer(header, len(header))
    _prctl(libc, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(filter_program))


def die_with(service: int) -> None:
    """End this process as soon as the process `service` is gone, also in the middle of an evaluation.

    The parent of a worker is the fork server, which lives on as long as a worker does: its death signal is not enough.
    """
    try:
        descriptor = os.pidfd_open(service) if hasattr(os, "pidfd_open") else None
    except ProcessLookupError:
        os._exit(1)
    threading.Thread(target=_wait_and_die, args=(service, descriptor), name="ramp-watch", daemon=True).start()


def _wait_and_die(service: int, descriptor: int | None) -> None:
    if descriptor is not None:
        select.select([descriptor], [], [])
    else:
        while _alive(service):
            time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def limit_memory(extra: int | None) -> None:
    """Let the address space grow by `extra` bytes from what it is now (None: without limit), where that is known."""
    if sys.platform != "linux":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if extra is None:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        return
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[0])
    limit = pages * resource.getpagesize() + extra
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def redirect_stderr(path: os.PathLike[str]) -> None:
    """Send this process's standard error to a file: the last words of a dying engine tell why it died."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    os.dup2(descriptor, 2)
    os.close(descriptor)
