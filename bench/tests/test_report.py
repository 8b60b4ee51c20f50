import dataclasses
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

from harness import chart, figures, heap, machine, main, report, tools, workloads
from harness.samples import Cell, Recorder, Sample, Samples, read


def sample(tool: str = "whimbrel", wall: float = 1, cpu: float = 1, rss_mb: float = 50, **rest: object) -> Sample:
    return Sample(**{"work": "w1", "op": "up", "n": 100, "tool": tool, "wall": wall, "cpu": cpu, "rss_mb": rss_mb, **rest})


def cell(tool: str = "whimbrel", n: int = 100, **rest: object) -> Cell:
    return Cell(**{"work": "w1", "op": "up", "tool": tool, "n": n, **rest})


class SamplesTest(unittest.TestCase):
    def test_the_median_is_of_those_that_did_their_work(self) -> None:
        samples = Samples([sample(wall=1), sample(wall=2), sample(wall=9), sample(wall=0.001, rc=1),
                           sample(wall=0.002, found=3, expected=4), sample(wall=300, timed_out=True)])
        self.assertEqual(2, samples.median(cell(), "wall"))
        self.assertEqual(3, samples.failed(cell()))

    def test_what_was_not_measured_has_no_median(self) -> None:
        self.assertIsNone(Samples([]).median(cell(), "wall"))

    def test_lines_are_read_as_they_were_written(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "samples.jsonl"
            recorder = Recorder(path)
            recorder.machine({"cores": 2})
            recorder.machine({"load_after": 1.5})
            written = [sample(), sample(tool="dbmate", trips=4, messages={"Q": 1})]
            for one in written:
                recorder.sample(one)
            described, samples = read(path)
        self.assertEqual({"cores": 2, "load_after": 1.5}, described)
        self.assertEqual(written, [one for of in samples.cells() for one in samples.of(of)])


class FiguresTest(unittest.TestCase):
    def judge(self, figure: figures.Figure, *samples: Sample) -> tuple[str, str, str]:
        outcome = figure.judge(Samples(samples))
        return outcome.measured, outcome.ratio, outcome.verdict()

    def test_a_ratio_of_medians(self) -> None:
        figure = figures.ratio("row", "wall", cell(), cell("dbmate"), 1.5)
        self.assertEqual("wall ≤ 1.5 × dbmate", figure.reach)
        self.assertEqual(("1.500 s to 1.000 s", "1.50", "yes"), self.judge(figure, sample(wall=1.5), sample("dbmate")))
        self.assertEqual(("1.510 s to 1.000 s", "1.51", "**no**"), self.judge(figure, sample(wall=1.51), sample("dbmate")))

    def test_an_absent_peer_leaves_the_question_open(self) -> None:
        figure = figures.ratio("row", "wall", cell(), cell("dbmate"), 1.5)
        self.assertEqual(("nothing of dbmate", "", "not measured"), self.judge(figure, sample()))
        self.assertEqual(("nothing of dbmate", "", "not measured"), self.judge(figure, sample(), sample("dbmate", rc=1)))

    def test_a_failure_of_ours_is_a_figure_missed(self) -> None:
        figure = figures.ratio("row", "wall", cell(), cell("dbmate"), 1.5)
        self.assertEqual(("whimbrel: 1 of 2 failed", "", "**no**"), self.judge(figure, sample(), sample(rc=1), sample("dbmate")))

    def test_a_bound(self) -> None:
        figure = figures.bound("row", "rss_mb", cell(), 60)
        self.assertEqual("≤ 60 MB", figure.reach)
        self.assertEqual(("60 MB", "1.00", "yes"), self.judge(figure, sample(rss_mb=60)))
        self.assertEqual(("61 MB", "1.02", "**no**"), self.judge(figure, sample(rss_mb=61)))

    def test_so_much_above(self) -> None:
        figure = figures.above("row", "100", "cpu", cell(n=10_000), cell(), 0.5)
        self.assertEqual("≤ 0.5 s CPU above 100", figure.reach)
        measured = self.judge(figure, sample(cpu=0.2), sample(n=10_000, cpu=0.6))
        self.assertEqual(("0.600 s CPU, +0.400 from 0.200 s CPU", "0.80", "yes"), measured)

    def test_round_trips(self) -> None:
        figure = figures.trips("row", cell(), 1.0, 10)
        self.assertEqual("≤ 1 round trips each, ≤ 10 besides", figure.reach)
        self.assertEqual(("110 round trips (111 flights)", "1.100 each", "yes"), self.judge(figure, sample(trips=110, flights=111)))
        self.assertEqual(("111 round trips (111 flights)", "1.110 each", "**no**"), self.judge(figure, sample(trips=111, flights=111)))

    def test_linear(self) -> None:
        figure = figures.linear("row", "cpu", (cell(n=100), cell(n=1000), cell(n=10_000)), 1.5)

        def grown(cpu: float) -> tuple[str, str, str]:
            return self.judge(figure, sample(cpu=0.1), sample(n=1000, cpu=0.19), sample(n=10_000, cpu=cpu))

        self.assertEqual(("100 µs each up to 1000, 100 µs from there to 10000", "1.00", "yes"), grown(1.09))
        self.assertEqual(("100 µs each up to 1000, 200 µs from there to 10000", "2.00", "**no**"), grown(1.99))

    def test_every_figure_names_what_the_full_run_measures(self) -> None:
        table = {tool.name: tool for tool in tools.read(main.BENCH / "tools.toml")}
        asked: list[Cell] = []

        class Asked(Samples):
            def of(self, cell: Cell) -> list[Sample]:
                asked.append(cell)
                return [sample(trips=1, flights=1)]

        for figure in figures.FIGURES:
            figure.judge(Asked([]))
        self.assertGreater(len(asked), 50)
        for one in asked:
            sizes = (workloads.FULL.megabytes,) if one.work == "w5" else workloads.FULL.n[one.work]
            self.assertIn(one.n, sizes, one)
            self.assertTrue(table[one.tool].takes(one.work, one.n), one)
            command = {"one process": "up_all", "start": "validate"}.get(one.op, one.op)
            self.assertTrue(table[one.tool].can(command), one)


class ReportTest(unittest.TestCase):
    def test_a_table_for_each_operation(self) -> None:
        samples = Samples([sample(work="w3", trips=20, flights=21, n=10), sample(work="w3", trips=111, flights=111),
                           sample("dbmate", work="w3", rc=1)])
        page = report.markdown({}, samples, [])
        self.assertIn("\n".join([
            "## Far away: 10 ms round trips", "", "### up", "",
            "| migrations | tool | wall s | min – max | CPU s | peak MB | round trips | more each | flights | runs |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            "| 10 | whimbrel | 1.000 | 1.000 – 1.000 | 1.000 | 50 | 20 |  | 21 | 1 |",
            "| 100 | whimbrel | 1.000 | 1.000 – 1.000 | 1.000 | 50 | 111 | 1.01 | 111 | 1 |",
            "| 100 | dbmate |  |  |  |  |  |  |  | 1, 1 **failed** |",
        ]), page)

    def test_the_page_begins_with_the_machine_and_the_figures(self) -> None:
        described = {
            "began": "B", "processor": "P", "cores": 2, "memory_gb": 23.5, "kernel": "K", "load_before": 0.1, "postgresql": "15.1",
            "settings": {"fsync": "on", "jit": "off"}, "java": "J", "commit": "C", "versions": {"psql": "15.1"}, "absent": {"dbmate": "x"},
        }
        page = report.markdown(described, Samples([sample(rss_mb=55)]), [])
        for line in ("| machine | P, 2 cores, 23.5 GB, K |", "| PostgreSQL | 15.1: fsync on, jit off |", "| not there | dbmate (x) |",
                     "| `up` with nothing to do, 100 migrations | ≤ 60 MB | 55 MB | 0.92 | yes |"):
            self.assertIn(line, page.splitlines())

    def test_a_picture_is_drawn_of_two_points(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            samples = Samples([sample(), sample(n=1000, wall=2), sample("dbmate")])
            page = report.write({}, samples, Path(folder)).read_text()
            self.assertIn("![up with nothing to do: seconds](w1-up-wall.svg)", page)
            picture = xml.etree.ElementTree.parse(Path(folder) / "w1-up-wall.svg")
        texts = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
        self.assertIn("whimbrel", texts)
        self.assertNotIn("dbmate", texts)

    def test_labels_keep_apart(self) -> None:
        self.assertEqual({"b": 10, "a": 24, "c": 100}, chart.apart({"a": 12, "b": 10, "c": 100}, 14))


class MachineTest(unittest.TestCase):
    def test_what_linux_tells(self) -> None:
        self.assertEqual("AMD EPYC", machine.processor("processor\t: 0\nmodel name\t: AMD EPYC\n"))
        self.assertEqual(2, machine.memory_gb("MemTotal:        2097152 kB\nMemFree: 1 kB\n"))
        self.assertEqual(3014, heap.parse("   size_t MaxHeapSize  = 3160408064  {product} {ergonomic}\n"))

    def test_a_version_is_found_among_other_words(self) -> None:
        self.assertEqual("Flyway 10.22.0", tools.first_number("WARNING: old\n\nFlyway 10.22.0\nmore 1.2\n"))


class ToolsTest(unittest.TestCase):
    def test_commands_are_filled_in(self) -> None:
        box = tools.Toolbox(tools.read(main.BENCH / "tools.toml"), {"whimbrel": "/bin/sh", "peers": "/none", "java": "/none"})
        tool = next(one for one in box.present if one.name == "whimbrel")
        command = box.command(tool, "up", dir="/d", db="x", host="h", port=5)
        self.assertEqual(["/bin/sh", "up", "--dir", "/d", "--url", "postgresql://postgres@h:5/x"], command.argv)
        self.assertEqual("postgresql://postgres@h:5/x", command.env["BENCH_URL"])

    def test_what_is_not_there_is_left_out_and_named(self) -> None:
        box = tools.Toolbox(tools.read(main.BENCH / "tools.toml"), {"whimbrel": "/bin/sh", "peers": "/none", "java": "/none"})
        self.assertEqual("/none/golang-migrate", box.absent["golang-migrate"])
        self.assertNotIn("flyway10-cli", [one.name for one in box.present])

    def test_quick_is_the_full_run_made_smaller(self) -> None:
        names = {tool.name for tool in tools.read(main.BENCH / "tools.toml")}
        self.assertEqual(set(workloads.FULL.n), set(workloads.QUICK.n))
        self.assertLessEqual({name for chosen in workloads.QUICK.tools.values() for name in chosen}, names)
        self.assertEqual({"w1": [7]}, dataclasses.replace(workloads.FULL, n={"w1": [1]}).with_n([7]).n)


if __name__ == "__main__":
    unittest.main()
