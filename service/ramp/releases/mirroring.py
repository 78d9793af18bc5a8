"""Brings a local copy up to the newest release of a feed, for those who keep RAMP beside their own data.

The copy is replaced only by one whose checksum (RDFC-1.0) is the one that the feed states.
"""

from pathlib import Path

import httpx2

from ramp.errors import FeedError
from ramp.graph.progress import Progress, silent
from ramp.releases.copying import Copy, State, held
from ramp.releases.fetching import Pages, feed_of
from ramp.releases.following import Member, apply, links, members
from ramp.releases.pieces import canonical_lines, checksum, joined, split


class _HistoryError(FeedError):
    """What the pages say does not fit together, or not with the copy: the feed may have begun anew."""


def mirror(url: str, folder: Path, progress: Progress = silent) -> tuple[State, bool]:
    """Brings the copy in `folder` up to the newest whole release of the feed; the state, and whether anything changed.

    `url`: the address of a service, or of its feed. Raises FeedError, HomeError; the copy is then as it was.
    """
    feed = feed_of(url)
    with held(folder) as copy, httpx2.Client(timeout=60, follow_redirects=True) as client:
        state, pages = copy.state(), Pages(client, copy.pages)
        if state is not None and state.feed != feed:
            raise FeedError(
                f"{folder} is a copy of {state.feed}", remedy="Name another folder, or remove this one to begin anew"
            )
        remembers = state is not None or pages.remembers
        try:
            return _follow(pages, feed, copy, state, progress)
        except _HistoryError:
            pages.forget()
            if not remembers:
                raise
            return _follow(pages, feed, copy, None, progress)  # the feed began anew: so does the copy


def _follow(pages: Pages, feed: str, copy: Copy, state: State | None, progress: Progress) -> tuple[State, bool]:
    found = _members(pages, feed, state, progress)
    last = next((member for member in reversed(found) if member.completes), None)
    if last is None:
        if state is not None and not found:
            return state, False
        raise FeedError(f"{feed} holds no whole release yet", remedy="Try again in a moment")
    pieces = {} if state is None else split(copy.stated(state))
    progress("Applying", 0, 1)
    for member in found[: found.index(last) + 1]:
        apply(pieces, member)
    lines = canonical_lines(joined(pieces))
    mark = checksum(lines)
    if mark != last.checksum:
        raise _HistoryError(
            f"The release {last.release} of {feed} states the checksum {last.checksum[:16]}…, and its members have "
            f"{mark[:16]}…",
            remedy="The former copy is kept. Tell whoever runs that service, and try again",
            extra={"stated": last.checksum, "found": mark},
        )
    made = copy.put(
        lines, feed=feed, release=last.release, checksum=mark, position=last.position, published=last.published
    )
    progress("Applying", 1, 1)
    return made, True


def _members(pages: Pages, feed: str, state: State | None, progress: Progress) -> list[Member]:
    """The members after those of the copy, in their order, none missing."""
    wanted = [
        link
        for link in links(pages.fresh(feed), feed)
        if state is None or not link.until or link.until > state.published
    ]
    found: dict[int, Member] = {}
    for number, link in enumerate(wanted):
        progress("Fetching pages", number, len(wanted))
        for member in members(pages.page(link.address), link.address):
            found[member.position] = member
    progress("Fetching pages", len(wanted), len(wanted))
    start = 0 if state is None else state.position + 1
    positions = sorted(position for position in found if position >= start)
    known = found.get(state.position) if state is not None else None
    if state is not None and (known.release != state.release if known else not positions):
        raise _HistoryError(f"{feed} tells another history than before", remedy="Remove the folder to begin anew")
    if positions != list(range(start, start + len(positions))):
        raise _HistoryError(
            f"{feed} leaves out members: {len(positions)} were found after {start}, and they do not follow each other",
            remedy="The former copy is kept. Try again; if it stays so, tell whoever runs that service",
        )
    return [found[position] for position in positions]
