"""The comparison of Notes, the limits and the peers, row by row."""

import check
import contestants
import micro
import report
import rows
from processes import Failed
from stage import Stage

# The number of notes in each contestant's database.
COUNT = 10_000


def run(folder, stores, options):
    """Measures the rows and contestants that the options name, prints the figures row by row, and returns them."""
    rounds, seconds = (1, 1) if options.quick else (5, 2)
    kinds = contestants.ON_POSTGRES if options.postgres else contestants.ALL
    if options.contestants:
        kinds = [kind for kind in kinds if kind.name in options.contestants]
    known = rows.ON_POSTGRES if options.postgres else rows.ALL
    default = rows.QUICK if options.quick and not options.postgres else known
    measured = [row for row in known if (row.key in options.rows if options.rows else row in default)]
    if not kinds or not measured:
        raise Failed("nothing to measure: these contestants or rows belong to the other kind of database")
    expected = check.Expected(stores["SQLite"].plain(COUNT))
    with Stage(folder, stores, kinds, [COUNT], options.connections) as stage:
        apps = [each for each in stage.contestants if not each.is_limit]
        memory = {each.name: {"idle": each.process.memory_mib()} for each in apps}
        for contestant in apps:
            check.check(contestant, expected)
            contestant.settle()
        results = [measure(stage, row, rounds, seconds) for row in measured]
        for contestant in apps:
            memory[contestant.name]["after"] = contestant.process.memory_mib()
    report.print_memory(memory)
    if options.postgres:
        print(report.markdown_of_postgres(results))
        return {"rows": results, "memory_mib": memory}
    compared = [each for each in apps if not each.is_peer]
    parts = micro.run(compared[0].database) if compared else None
    print(report.markdown(results))
    return {"rows": results, "memory_mib": memory, "nanoseconds": parts}


def measure(stage, row, rounds, seconds):
    """Measures a row: `rounds` runs of each contestant, in turn, so that a disturbance of the machine affects all of them."""
    contenders = [each for each in stage.contestants if row.measures(each)]
    limits = [each for each in contenders if each.is_limit]
    if limits:
        notes = next((each for each in contenders if isinstance(each, contestants.Notes)), None)
        if not notes:
            raise Failed("the limits send the responses of ours, so measure ours too")
        stage.replay(row.typical_response(notes), limits)
    sizes = {each.name: row.size(each.port, each.count) for each in contenders if row.has_limit and not row.revalidates}
    runs = {each.name: [] for each in contenders}
    for _ in range(rounds):
        for contestant in contenders:
            runs[contestant.name].append(stage.measure(row, contestant, seconds))
    results = {name: report.summary(each) for name, each in runs.items()}
    for name, bytes_ in sizes.items():
        results[name]["body_bytes"] = bytes_
    rivals, ratios = report.compare(results, contenders)
    report.print_row(row, results, rivals, ratios)
    return {
        "row": row.key, "title": row.title, "contestants": results, "rivals": rivals, "ratios": ratios, "targets": row.targets}
