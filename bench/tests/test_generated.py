import tempfile
import unittest
from pathlib import Path

from harness import layouts, migrations
from harness.generate import generate


class MigrationsTest(unittest.TestCase):
    def test_the_same_each_time(self) -> None:
        self.assertEqual(migrations.small(25), migrations.small(25))

    def test_every_fifth_makes_a_function(self) -> None:
        for count in (1, 4, 5, 23):
            made = sum("create or replace function" in one.sql for one in migrations.small(count))
            self.assertEqual(migrations.functions(count), made)

    def test_big_files_have_their_size_and_their_rows(self) -> None:
        def rows(kind: str, text: str) -> int:
            return {
                "inserts": text.count("insert into"),
                "multirow": text.count("', "),
                "copy": text.count("\t") // 2,
            }[kind]

        for kind in migrations.KINDS:
            text = "".join(migrations.big(kind, 1))
            self.assertAlmostEqual(1, len(text) / 1024 / 1024, delta=0.1, msg=kind)
            self.assertEqual(migrations.big_rows(kind, 1), rows(kind, text), kind)

    def test_tables_are_made_by_the_five_hundred(self) -> None:
        statements = list(migrations.tables(1200))
        self.assertEqual(["0..499", "500..999", "1000..1199"],
                         [statement.split(" in ")[1].split(" loop")[0] for statement in statements])


class LayoutsTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def test_every_layout_holds_every_migration(self) -> None:
        for name, layout in layouts.LAYOUTS.items():
            folder = self.folder / name
            folder.mkdir()
            layout(migrations.small(10), folder)
            text = "\n".join(path.read_text() for path in folder.rglob("*.sql"))
            for migration in migrations.small(10):
                self.assertIn(migration.sql, text, name)

    def test_services_share_a_directory_and_have_a_schema_each(self) -> None:
        layouts.services(migrations.small(2), 2, self.folder)
        self.assertEqual(
            'dir: migrations\nservices:\n'
            '  s000: {url: "${BENCH_URL}?search_path=s000"}\n'
            '  s001: {url: "${BENCH_URL}?search_path=s001"}\n',
            (self.folder / "whimbrel.yaml").read_text(),
        )
        self.assertEqual(["000001_create_table.up.sql", "000002_add_column.up.sql"],
                         sorted(path.name for path in (self.folder / "migrations").iterdir()))

    def test_a_session_has_a_transaction_for_each_migration_in_each_schema(self) -> None:
        layouts.session(migrations.small(5), 3, self.folder)
        text = (self.folder / "all.sql").read_text()
        self.assertEqual((3, 15, 15), tuple(text.count(word) for word in ("set search_path", "begin;\n", "commit;\n")))

    def test_a_child_makes_a_folder_once(self) -> None:
        folder = generate(self.folder / "made", "small", "golang", 3)
        (folder / "000001_create_table.up.sql").write_text("changed")
        generate(folder, "small", "golang", 3)
        self.assertEqual("changed", (folder / "000001_create_table.up.sql").read_text())
        self.assertEqual(3, len(list(folder.iterdir())))
