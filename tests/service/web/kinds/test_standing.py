"""Who is bound on a day: the steps of the plot and the standings of the day agree, whatever the acts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ramp.web.kinds.standing import PARTY, SIGNATURE, WITHDRAWAL, Act, member_on, party_steps, standings
from ramp.web.plots import span

_DAYS = st.dates(date(2000, 1, 1), date(2003, 12, 31))
_TEXTS = st.one_of(_DAYS.map(str), _DAYS.map(lambda day: str(day)[:7]), _DAYS.map(lambda day: str(day)[:4]))
_ACTS = st.builds(
    Act,
    node=st.none(),
    record=st.just("act"),
    party=st.sampled_from("abcd"),
    kind=st.sampled_from((SIGNATURE, WITHDRAWAL, "ratification", "accession")),
    on=st.none() | _TEXTS,
    effective=st.none() | _TEXTS,
    unverified=st.booleans(),
)


@given(st.lists(_ACTS, max_size=8), _DAYS)
def test_the_plot_counts_the_parties_of_each_day(acts: list[Act], day: date) -> None:
    """On any day the last step up to it has the number of States whose standing is that of a party."""
    counts = [step.count for step in party_steps(acts) if step.day <= day]
    assert (counts[-1] if counts else 0) == len(standings(acts, day.isoformat()).get(PARTY, {}))


@given(_TEXTS)
def test_a_date_covers_its_days(text: str) -> None:
    """A year, a month and a day are as long as they are."""
    covered = span(text)
    assert covered is not None
    assert str(covered.first).startswith(text)
    assert str(covered.after - timedelta(days=1)).startswith(text)
    assert not str(covered.after).startswith(text)
    assert covered.exact == (len(text) == 10)


def test_what_is_no_date_covers_nothing() -> None:
    """Texts of other forms, and days that there are not."""
    for text in (None, "", "soon", "2010-13", "2010-02-30", "0000", "9999", "2010-1", "-2010"):
        assert span(text) is None


def test_a_member_without_dates_belongs_as_far_as_known() -> None:
    """The three answers of memberships-of-state."""
    assert member_on(None, None, "2010-10-05") == "yes-as-far-as-known"
    assert member_on("2010", None, "2010-10-05") == "yes"
    assert member_on("2010-10-06", None, "2010-10-05") == "no"
    assert member_on(None, "2010-10-05", "2010-10-05") == "no"
