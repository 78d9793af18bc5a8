"""Apache Jena Fuseki on TDB2."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from bench.processes import PeerError, Server, free_port, run, start

_VERSION: Final = "5.6.0"
"""The last Fuseki that runs on Java 17."""

JAR: Final = f"jena-fuseki-server-{_VERSION}.jar"
_HEAP: Final = "-Xmx4g"


class Fuseki:
    """Maven Central `org.apache.jena:jena-fuseki-server`, needs Java 17 and, for the set-up, Maven."""

    name, label, path = "fuseki", "Fuseki (TDB2)", "/ds/query"
    most_quads = 10_000_000
    how = f"`tdb2.tdbloader --loader=parallel`, then the server on TDB2 with unionDefaultGraph, {_HEAP}."

    def setup(self, tools: Path) -> None:
        """See Peer."""
        if (tools / JAR).exists():
            return
        maven = shutil.which("mvn")
        if maven is None:
            raise PeerError("Maven (mvn) is not installed, and Fuseki comes from Maven Central")
        artifact = f"org.apache.jena:jena-fuseki-server:{_VERSION}:jar"
        goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
        command = [maven, "-q", "-B", goal, f"-Dartifact={artifact}", f"-DoutputDirectory={tools}"]
        run(command, tools / "maven.log")

    def missing(self, tools: Path) -> str | None:
        """See Peer."""
        java = shutil.which("java")
        if java is None:
            return "Java is not installed"
        if not (tools / JAR).exists():
            return f"{JAR} is not there: make bench-setup (needs Maven)"
        return None

    def version(self, tools: Path) -> str:
        """See Peer."""
        told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
        found = re.search(r'version "([^"]+)"', told)
        return f"{_VERSION} (Java {found[1] if found else '?'})"

    def load(self, data: Path, home: Path, tools: Path) -> float:
        """See Peer."""
        command = ["java", _HEAP, "-cp", str(tools / JAR), "tdb2.tdbloader", "--loader=parallel"]
        return run([*command, "--loc", str(home / "store"), str(data)], home / "load.log")

    def start(self, home: Path, tools: Path) -> Server:
        """See Peer."""
        port = free_port()
        (home / "store").mkdir(exist_ok=True)
        command = [
            "java", _HEAP, "-jar", str(tools / JAR), "--localhost", "--port", str(port), "--tdb2", "--update",
            "--loc", str(home / "store"), "--set", "tdb2:unionDefaultGraph=true", "/ds",
        ]  # fmt: skip
        process = start(command, home / "serve.log", {"FUSEKI_BASE": str(home / "base")})
        return Server(self.name, process, home / "serve.log", port, self.path)
