"""Who follows what is told that, and no more."""

from datetime import date
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletters.digest import Interest, digest

places = st.sampled_from(["DEU", "FIN", "LUX"])
fields = st.sampled_from(["education", "health", "access_to_nationality"])
interests = st.builds(Interest, st.frozensets(places), st.frozensets(fields))
plans = st.lists(st.tuples(places, st.lists(fields, unique=True).map(tuple)), max_size=12)
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@shared
@given(plans, interests)
def test_a_digest_holds_exactly_what_is_covered_once(told, plan, interest):
    changes = [
        told(change_id=UUID(int=i), country=country, areas=areas)
        for i, (country, areas) in enumerate(plan)
    ]
    sections = digest(changes, interest)
    found = [change for section in sections for change in section.changes]
    assert sorted(c.change_id for c in found) == [
        c.change_id for c in changes if interest.covers(c)
    ]
    assert [s.country for s in sections] == sorted({c.country for c in found})
    assert all(change.country == s.country for s in sections for change in s.changes)


@shared
@given(plans)
def test_whoever_names_nothing_gets_everything(told, plan):
    changes = [told(change_id=UUID(int=i), country=c) for i, (c, _) in enumerate(plan)]
    assert sum(len(s.changes) for s in digest(changes, Interest())) == len(changes)


def test_a_change_of_no_area_reaches_who_follows_its_country_with_all_areas(told):
    change = told(areas=(), moves=())
    assert Interest(frozenset({"DEU"})).covers(change)
    assert not Interest(frozenset({"FIN"})).covers(change)
    assert not Interest(areas=frozenset({"health"})).covers(change)


def test_a_country_tells_its_changes_in_the_order_they_came_into_force(told):
    later = told(change_id=UUID(int=1), in_force_from=date(2025, 1, 1))
    sooner = told(change_id=UUID(int=2), in_force_from=date(2024, 1, 1))
    (section,) = digest([later, sooner], Interest())
    assert section.changes == (sooner, later)
