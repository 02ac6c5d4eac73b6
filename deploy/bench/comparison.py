"""Ours, the limits and the peers, each row in turn."""

import check
import contestants
import micro
import report
import rows
from stage import Stage

# Notes in each contestant's database.
COUNT = 10_000


def run(folder, databases, options):
    """Measures what the options ask for, prints it row by row, and returns it."""
    rounds, seconds = (1, 1) if options.quick else (5, 2)
    kinds = [kind for kind in contestants.ALL if not options.contestants or kind.name in options.contestants]
    measured = [row for row in rows.ALL if not options.rows or row.key in options.rows]
    truth = check.Truth(databases.plain(COUNT))
    with Stage(folder, databases, kinds, [COUNT]) as stage:
        memory = {each.name: {"idle": each.process.memory_mib()} for each in stage.contestants}
        for contestant in stage.contestants:
            check.check(contestant, truth)
            contestant.settle()
        results = [measure(stage, row, rounds, seconds) for row in measured]
        for contestant in stage.contestants:
            memory[contestant.name]["after"] = contestant.process.memory_mib()
    report.print_memory(memory)
    ours = [each for each in stage.contestants if not each.is_peer and not each.is_limit]
    parts = micro.run(ours[0].database) if ours else None
    print(f"\n{report.markdown(results)}")
    return {"rows": results, "memory_mib": memory, "nanoseconds": parts}


def measure(stage, row, rounds, seconds):
    """A row: `rounds` runs of each contestant, in alternation, so that what disturbs the machine meets all of them."""
    contenders = [each for each in stage.contestants if row.has_limit or not each.is_limit]
    sizes = {each.name: row.size(each.port, each.count) for each in contenders if not each.is_limit and row.has_limit}
    # The limits answer with as much as ours does, or whoever stands first.
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
