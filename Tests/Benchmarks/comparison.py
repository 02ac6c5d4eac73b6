"""The comparison of Notes, the limits and the peers, row by row."""

import check
import contestants
import micro
import report
import rows
from stage import Stage

# The number of notes in each contestant's database.
COUNT = 10_000


def run(folder, databases, options):
    """Measures the rows and contestants that the options name, prints the figures row by row, and returns them."""
    rounds, seconds = (1, 1) if options.quick else (5, 2)
    kinds = [kind for kind in contestants.ALL if not options.contestants or kind.name in options.contestants]
    measured = [row for row in rows.ALL if not options.rows or row.key in options.rows]
    expected = check.Expected(databases.plain(COUNT))
    with Stage(folder, databases, kinds, [COUNT]) as stage:
        memory = {each.name: {"idle": each.process.memory_mib()} for each in stage.contestants}
        for contestant in stage.contestants:
            check.check(contestant, expected)
            contestant.settle()
        results = [measure(stage, row, rounds, seconds) for row in measured]
        for contestant in stage.contestants:
            memory[contestant.name]["after"] = contestant.process.memory_mib()
    report.print_memory(memory)
    compared = [each for each in stage.contestants if not each.is_peer and not each.is_limit]
    parts = micro.run(compared[0].database) if compared else None
    print(f"\n{report.markdown(results)}")
    return {"rows": results, "memory_mib": memory, "nanoseconds": parts}


def measure(stage, row, rounds, seconds):
    """Measures a row: `rounds` runs of each contestant, in turn, so that a disturbance of the machine affects all of them."""
    contenders = [each for each in stage.contestants if row.has_limit or not each.is_limit]
    sizes = {each.name: row.size(each.port, each.count) for each in contenders if not each.is_limit and row.has_limit}
    # The limits send as many bytes as Notes does, or as the first contestant if Notes is not measured.
    size = next(iter(sizes.values()), 1000)
    runs = {each.name: [] for each in contenders}
    for _ in range(rounds):
        for contestant in contenders:
            runs[contestant.name].append(stage.measure(row, contestant, seconds, size))
    results = {name: report.summary(each) for name, each in runs.items()}
    for name, bytes_ in sizes.items():
        results[name]["body_bytes"] = bytes_
    ratios = report.compare(results, contenders)
    report.print_row(row, results, ratios)
    return {"row": row.key, "title": row.title, "contestants": results, "ratios": ratios}
