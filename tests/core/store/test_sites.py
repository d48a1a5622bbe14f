"""Sites by their names."""

from core.store import sites


def test_a_name_that_is_no_text_is_that_of_no_site(project):
    with project.writing() as db:
        dune = sites.site(db, "Dune")
        assert sites.id_of(db, "dune ") == dune
        assert sites.id_of(db, "Wood\udcff") is None


def test_the_name_that_is_written_just_so_wins(project):
    with project.writing() as db:
        first = sites.site(db, "dune")
        db.exec_driver_sql("INSERT INTO sites (name) VALUES ('Dune')")
        assert sites.id_of(db, "dune") == first
        assert sites.id_of(db, "Dune") != first


def test_sites_are_listed_as_people_count(project):
    wanted = ["Dune 1", "Dune 2", "Dune 10", "Öde 3", "Wood"]
    with project.writing() as db:
        for name in reversed(wanted):
            sites.site(db, name)
        assert sites.names(db) == wanted
