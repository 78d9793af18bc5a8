"""Virtuoso 7, the open-source edition."""

import re
import shutil
import subprocess
import time
from pathlib import Path
from string import Template
from typing import Final

from bench.processes import PeerError, Server, free_port, run, start, tail

_CONFIGURATION: Final = Template("""[Database]
DatabaseFile = $home/virtuoso.db
ErrorLogFile = $home/virtuoso.log
LockFile = $home/virtuoso.lck
TransactionFile = $home/virtuoso.trx
xa_persistent_file = $home/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = $home/virtuoso-temp.db
TransactionFile = $home/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:$sql
DisableUnixSocket = 1
MaxClientConnections = 40
CheckpointInterval = 0
DirsAllowed = $home, $data
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxQueryMem = 2G
MaxSortedTopRows = 1000000
ThreadsPerQuery = 4
AsyncQueueMaxThreads = 10
[HTTPServer]
ServerPort = 127.0.0.1:$http
ServerRoot = $home
ServerThreads = 40
MaxKeepAlives = 40
KeepAliveTimeout = 600
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 600
""")


class Virtuoso:
    """Debian `virtuoso-opensource-7`."""

    name, label, path = "virtuoso", "Virtuoso 7", "/sparql"
    most_quads = 10_000_000
    how = "bulk loader `ld_dir`/`rdf_loader_run`, buffers as its manual advises for 4 GB, 40 HTTP threads."

    def setup(self, tools: Path) -> None:
        """See Peer."""
        if self.missing(tools) is None:
            return
        if shutil.which("apt-get") is None:
            raise PeerError("the package virtuoso-opensource-7 is Debian's, and this system has no apt-get")
        command = ["apt-get", "install", "--yes", "--no-install-recommends", "virtuoso-opensource-7"]
        run(command, tools / "apt.log", {"DEBIAN_FRONTEND": "noninteractive"})

    def missing(self, tools: Path) -> str | None:
        """See Peer."""
        there = shutil.which("virtuoso-t") and shutil.which("isql-vt")
        return None if there else "virtuoso-t is not installed: make bench-setup as root (Debian virtuoso-opensource-7)"

    def version(self, tools: Path) -> str:
        """See Peer."""
        told = subprocess.run(["virtuoso-t", "-?"], capture_output=True, text=True, check=False)
        found = re.search(r"Version (\d+\.\d+\.\d+)(?:\.(\d+))?", told.stdout + told.stderr)
        return ".".join(part for part in found.groups() if part) if found else "7"

    def load(self, data: Path, home: Path, tools: Path) -> float:
        """Loading needs a running server; its start and the creation of the empty database are not counted."""
        folder = home / "load"
        folder.mkdir()
        (folder / "data.nq").symlink_to(data)
        server, sql = self._start(home, data.parent)
        try:
            self._await(sql, home)
            script = f"ld_dir('{folder}', '*.nq', 'urn:x'); rdf_loader_run(); checkpoint;"
            seconds = run(self._isql(sql, script), home / "load.log")
            failed = "select concat('failed: ', ll_error) from DB.DBA.load_list where ll_error is not null;"
            told = subprocess.run(self._isql(sql, failed), capture_output=True, text=True, check=False).stdout
            if "failed: " in told:
                raise PeerError(f"Virtuoso could not load the file: {told.partition('failed: ')[2].strip()[:300]}")
        finally:
            subprocess.run(self._isql(sql, "shutdown;"), capture_output=True, check=False)
            server.stop(120)
        return seconds

    def start(self, home: Path, tools: Path) -> Server:
        """See Peer."""
        return self._start(home, home)[0]

    def _start(self, home: Path, data: Path) -> tuple[Server, int]:
        sql, http = free_port(), free_port()
        (home / "virtuoso.ini").write_text(
            _CONFIGURATION.substitute(home=home, data=data, sql=sql, http=http), encoding="utf-8"
        )
        command = ["virtuoso-t", "+foreground", "+configfile", str(home / "virtuoso.ini")]
        return Server(self.name, start(command, home / "serve.log"), home / "serve.log", http, self.path), sql

    def _await(self, sql: int, home: Path) -> None:
        until = time.monotonic() + 120
        while subprocess.run(self._isql(sql, "status();"), capture_output=True, check=False).returncode:
            if time.monotonic() > until:
                raise PeerError(f"Virtuoso did not start: {tail(home / 'serve.log')}")
            time.sleep(0.2)

    @staticmethod
    def _isql(sql: int, script: str) -> list[str]:
        return ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", "VERBOSE=OFF", f"exec={script}"]
