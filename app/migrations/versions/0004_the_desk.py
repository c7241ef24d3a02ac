"""the desk"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    # Made anew on SQLite: before anything refers to it.
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("months", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.drop_constraint(batch_op.f("uq_check_in_country_month"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_check_in_country_month_months"), ["country", "month", "months"]
        )

    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("deed", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ref", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("before", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_by"), ["by"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_ref"), ["ref"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "answer_box",
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("cursor", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("read_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_answer_box")),
    )
    op.create_table(
        "answer_mail",
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("read_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("came_of", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_answer_mail")),
    )
    op.create_table(
        "tally",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tally_begun_at"), ["begun_at"], unique=False)

    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("instead", sa.Uuid(), nullable=True),
        sa.Column("declared_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instead"], ["person.id"], name=op.f("fk_absence_instead_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "country_setting",
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "correspondent", "staff", "partners", name="way", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("whens", sa.JSON(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("second_share", sa.Float(), nullable=True),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_country_setting_changed_by_person")
        ),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_country_setting")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("public_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential"),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rule",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "area_affirmed",
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("area", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "nothing",
                "something",
                name="checkinstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name=op.f("fk_area_affirmed_check_in_id_check_in")
        ),
        sa.PrimaryKeyConstraint("check_in_id", "area", name=op.f("pk_area_affirmed")),
    )
    op.create_table(
        "check_in_seat",
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mailed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name=op.f("fk_check_in_seat_check_in_id_check_in")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_check_in_seat_person_id_person")
        ),
        sa.PrimaryKeyConstraint("check_in_id", "person_id", name=op.f("pk_check_in_seat")),
    )
    with op.batch_alter_table("check_in_seat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_check_in_seat_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("area", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("declared_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conflict_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_conflict_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_person_id"), ["person_id"], unique=False)

    op.create_table(
        "dispute",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ruled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ruled_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_dispute_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["ruled_by"], ["person.id"], name=op.f("fk_dispute_ruled_by_person")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_dispute")),
    )
    op.create_table(
        "inquiry",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_inquiry_report_id_report")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_inquiry")),
    )
    op.create_table(
        "profile",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("area", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "checked",
                "released",
                name="profilestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("offered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("remark", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("release_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name=op.f("fk_profile_checked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_profile_release_id_release")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_profile_written_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint(
            "country",
            "area",
            "language",
            "version",
            name=op.f("uq_profile_country_area_language_version"),
        ),
    )
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_profile_release_id"), ["release_id"], unique=False)

    op.create_table(
        "public_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("summary", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_public_report_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_report")),
    )
    op.create_table(
        "release_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("planned_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("seal", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["person.id"], name=op.f("fk_release_plan_planned_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_release_plan_release_id_release")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_plan")),
    )
    with op.batch_alter_table("release_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_plan_due_at"), ["due_at"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "place",
            sa.Enum("first", "second", "check", name="place", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("mailed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reminded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_for", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_seat_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_seat_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("report_id", "person_id", name=op.f("uq_seat_report_id_person_id")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_report_id"), ["report_id"], unique=False)

    op.create_table(
        "supplement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_supplement_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_supplement_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement")),
    )
    with op.batch_alter_table("supplement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supplement_report_id"), ["report_id"], unique=False
        )

    op.create_table(
        "word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "place",
            sa.Enum("first", "second", "check", name="place", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum("confirm", "reject", "more", name="verdict", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("by_way_of", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_word_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_word_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word")),
    )
    with op.batch_alter_table("word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_word_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_word_report_id"), ["report_id"], unique=False)

    op.create_table(
        "word_draft",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("filled", sa.JSON(), nullable=False),
        sa.Column("saved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_word_draft_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_word_draft_report_id_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "person_id", name=op.f("pk_word_draft")),
    )
    op.create_table(
        "invitation",
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("invited_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("fk_invitation_change_id_change")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("change_id", "person_id", name=op.f("pk_invitation")),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("change_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("fk_reply_change_id_change")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reply_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_change_id"), ["change_id"], unique=False)

    op.create_table(
        "mend",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("mends", sa.Uuid(), nullable=False),
        sa.Column(
            "how",
            sa.Enum("corrected", "withdrawn", name="mending", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mends"], ["release_item.change_id"], name=op.f("fk_mend_mends_release_item")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_mend_report_id_report")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_mend")),
    )
    with op.batch_alter_table("mend", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mend_mends"), ["mends"], unique=False)

    # Plain additions: other tables refer to these, so that SQLite cannot make them anew.
    text, instant = sqlmodel.sql.sqltypes.AutoString(), sqlmodel.sql.sqltypes.UTCDateTime()
    for table, column in (
        ("person", sa.Column("organisation", text, nullable=False, server_default="")),
        ("person", sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false())),
        (
            "person",
            sa.Column("minutes_a_month", sa.Integer(), nullable=False, server_default="240"),
        ),
        ("person", sa.Column("erased_at", instant, nullable=True)),
        ("sign_in", sa.Column("browser", text, nullable=False, server_default="")),
        ("release", sa.Column("over", text, nullable=False, server_default="")),
    ):
        op.add_column(table, column)
    # Roles change here: everybody signs in anew.
    op.execute("DELETE FROM web_session")
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "role",
                sa.Enum(
                    "correspondent", "partner", "government", "staff", "administrator", "reporter",
                    name="role", native_enum=False, length=32,
                ),
                nullable=False,
            )
        )  # fmt: skip
        batch_op.add_column(sa.Column("begun_at", instant, nullable=False))
        batch_op.add_column(sa.Column("firm", sa.Boolean(), nullable=False))
    # Staff could let people in until now; they still can.
    op.execute("UPDATE person SET role = 'administrator' WHERE role = 'staff'")
    op.create_table(
        "audit_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("broken", sa.Integer(), nullable=True),
        sa.Column("fault", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
    )
    op.create_table(
        "searchable",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_searchable")),
        sa.UniqueConstraint("ref", "kind", name=op.f("uq_searchable_ref_kind")),
    )
    with op.batch_alter_table("searchable", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_searchable_at"), ["at"], unique=False)
    for statement in words_found(op.get_bind().dialect.name):
        op.execute(statement)

    op.execute(f"INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '{'0' * 64}')")
    for statement in guard(op.get_bind().dialect.name):
        op.execute(statement)


def guard(database: str) -> list[str]:
    """What makes the database itself refuse to change or delete an entry of the record."""
    says = "the record is only added to"
    if database == "sqlite":
        return [
            f"CREATE TRIGGER audit_entry_{deed} BEFORE {deed} ON audit_entry "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            for deed in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE FUNCTION audit_entry_stays() RETURNS trigger AS "
        f"$$ BEGIN RAISE EXCEPTION '{says}'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_stays()",
    ]


def words_found(database: str) -> list[str]:
    """What finds a row of searchable by its words: a table of SQLite's, an index of PostgreSQL's."""
    if database == "postgresql":
        vector = "array_to_tsvector(string_to_array(words, ' '))"
        return [f"CREATE INDEX searchable_words ON searchable USING gin ({vector})"]
    added = "INSERT INTO searchable_words (rowid, words) VALUES (new.number, new.words);"
    gone = (
        "INSERT INTO searchable_words (searchable_words, rowid, words) "
        "VALUES ('delete', old.number, old.words);"
    )
    return [
        "CREATE VIRTUAL TABLE searchable_words USING fts5"
        "(words, content='searchable', content_rowid='number', tokenize='ascii', detail='none')",
        f"CREATE TRIGGER searchable_added AFTER INSERT ON searchable BEGIN {added} END",
        f"CREATE TRIGGER searchable_gone AFTER DELETE ON searchable BEGIN {gone} END",
        "CREATE TRIGGER searchable_changed AFTER UPDATE OF words ON searchable "
        f"BEGIN {gone} {added} END",
    ]


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("searchable_words")
    op.drop_table("searchable")
    op.drop_table("audit_check")
    op.execute("UPDATE person SET role = 'staff' WHERE role = 'administrator'")
    for table, column in (
        ("web_session", "firm"),
        ("web_session", "begun_at"),
        ("web_session", "role"),
        ("sign_in", "browser"),
        ("person", "erased_at"),
        ("person", "minutes_a_month"),
        ("person", "named"),
        ("person", "organisation"),
        ("release", "over"),
    ):
        op.drop_column(table, column)
    with op.batch_alter_table("mend", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mend_mends"))

    op.drop_table("mend")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_change_id"))

    op.drop_table("reply")
    op.drop_table("invitation")
    op.drop_table("word_draft")
    with op.batch_alter_table("word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_word_report_id"))
        batch_op.drop_index(batch_op.f("ix_word_person_id"))

    op.drop_table("word")
    with op.batch_alter_table("supplement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplement_report_id"))

    op.drop_table("supplement")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_report_id"))
        batch_op.drop_index(batch_op.f("ix_seat_person_id"))

    op.drop_table("seat")
    with op.batch_alter_table("release_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_plan_due_at"))

    op.drop_table("release_plan")
    op.drop_table("public_report")
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_release_id"))
        batch_op.drop_index(batch_op.f("ix_profile_country"))

    op.drop_table("profile")
    op.drop_table("inquiry")
    op.drop_table("dispute")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_person_id"))

    op.drop_table("conflict")
    with op.batch_alter_table("check_in_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_in_seat_person_id"))

    op.drop_table("check_in_seat")
    op.drop_table("area_affirmed")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_check_in_country_month_months"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_check_in_country_month"), ["country", "month"]
        )
        batch_op.drop_column("months")

    op.drop_table("rule")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_person_id"))

    op.drop_table("passkey")
    op.drop_table("country_setting")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_person_id"))

    op.drop_table("absence")
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tally_begun_at"))

    op.drop_table("tally")
    op.drop_table("answer_mail")
    op.drop_table("answer_box")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_ref"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_by"))

    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_stays()")
