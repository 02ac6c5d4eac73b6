"""Medians, ratios and tables."""

import os
import platform
import statistics
import subprocess

from processes import cores


def summary(runs):
    """Returns the medians of several runs."""
    def median(values):
        return statistics.median(list(values))

    return {
        "requests_per_second": round(median(run["requests"] / run["seconds"] for run in runs)),
        "p50_ms": round(median(run["p50_ms"] for run in runs), 3),
        "p99_ms": round(median(run["p99_ms"] for run in runs), 3),
        "cpu_us_per_request": round(median(run["cpu_seconds"] / run["processed"] for run in runs) * 1e6, 1),
        "server_cpu_us_per_request": round(median(run["server_cpu_seconds"] / run["processed"] for run in runs) * 1e6, 1),
        "runs": runs,
    }


# How much more CPU time a request may cost a responder with PostgreSQL than with SQLite, in µs.
MAXIMUM_CPU_ABOVE_SQLITE = 60

# The peers that are measured with PostgreSQL.
PEERS = ("PHP-FPM", "Go HTTP")

# The ratios of Notes to its rivals: the rival, the figure that is divided, and the name of the figure.
RATIOS = {
    "to_limit": ("limit", "requests_per_second", "requests/s"),
    "to_best_peer": ("best peer", "requests_per_second", "requests/s"),
    "cpu_to_c": ("C on libfcgi", "cpu_us_per_request", "CPU"),
    "p99_to_best_peer": ("best peer", "p99_ms", "p99"),
    "to_before": ("before", "requests_per_second", "requests/s"),
    "p99_to_before": ("before", "p99_ms", "p99"),
}


def compare(results, contestants):
    """Compares Notes with its rivals in one row. `results` maps names to summaries.

    Returns the names of the rivals, each the fastest of its kind in this row, and the ratios of each contestant that is Notes."""
    kinds = {
        "limit": [each.name for each in contestants if each.is_limit],
        "best peer": [each.name for each in contestants if each.is_peer],
        "C on libfcgi": [each.name for each in contestants if each.is_limit and each.uses_libfcgi],
        "before": [each.name for each in contestants if each.name == "before"],
    }
    rivals = {
        kind: max(names, key=lambda name: results[name]["requests_per_second"]) for kind, names in kinds.items() if names}
    ratios = {
        each.name: {
            ratio: round(results[each.name][figure] / results[rivals[kind]][figure], 2)
            for ratio, (kind, figure, _) in RATIOS.items() if kind in rivals and (kind != "before" or each.name == "ours")}
        for each in contestants if not each.is_peer and not each.is_limit and each.store == contestants[0].store}
    return rivals, ratios


def is_missed(ratio, value, target):
    return value > target if ratio in ("cpu_to_c", "p99_to_best_peer") else value < target


def print_row(row, results, rivals, ratios):
    print(f"\n{row.title}")
    print(f"  {'':18}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs/request':>17}{'server':>9}")
    for name, result in results.items():
        print(f"  {name:18}{result['requests_per_second']:>12,}{result['p50_ms']:>9.2f}{result['p99_ms']:>9.2f}"
              f"{result['cpu_us_per_request']:>17.1f}{result['server_cpu_us_per_request']:>9.1f}")
    for name, values in ratios.items():
        for ratio, value in values.items():
            kind, _, figure = RATIOS[ratio]
            target = row.targets.get(ratio) if name in ("ours", "two responders") else None
            verdict = "" if target is None else f", target {target}" + ", missed" * is_missed(ratio, value, target)
            print(f"  {name} ÷ {kind} ({rivals[kind]}), {figure}: {value}{verdict}")


def print_memory(memory):
    print("\nResident memory in MiB; the figure in parentheses counts shared memory only once")
    for name, sizes in memory.items():
        idle, after = (f"{size['resident']:.0f} ({size['proportional']:.0f})" for size in (sizes["idle"], sizes["after"]))
        print(f"  {name:18}{idle:>14} at the start{after:>14} at the end")


def markdown(rows):
    """Returns the figures of all rows as Markdown tables."""
    names = list(dict.fromkeys(name for row in rows for name in row["contestants"]))
    tables = [speeds(rows, names)]
    if "ours" in names:
        tables += [ratios_of_ours(rows), cpu_times(rows)]
    if "ours" in names and "before" in names:
        tables.append(former_build(rows))
    return "".join(f"\n{each}\n" for each in tables)


def markdown_of_postgres(rows):
    """Returns the figures of the comparison with PostgreSQL as Markdown tables."""
    names = list(dict.fromkeys(name for row in rows for name in row["contestants"]))
    tables = (speeds(rows, names), peer_ratios(rows), cpu_above_sqlite(rows), server_times(rows, names))
    return "".join(f"\n{each}\n" for each in tables)


def peer_ratios(rows):
    head = ["ratio", "ours ÷ best peer", "two responders ÷ best peer", "target", "best peer"]
    lines = []
    for row in rows:
        (ours, target, peer), (two, _, _) = judged(row, "to_best_peer"), judged(row, "to_best_peer", "two responders")
        lines.append([title(row), ours, two, target, peer])
    return table(head, lines)


def cpu_above_sqlite(rows):
    """A table of the responders' CPU time, and how much more PostgreSQL costs them than SQLite."""
    names = ["ours", "two responders", "SQLite", "SQLite, uncached"]
    lines = []
    for row in rows:
        times = {name: figures["cpu_us_per_request"] for name, figures in row["contestants"].items()}
        line = [title(row), *(cell(row, name, "cpu_us_per_request") for name in names)]
        for name in ("ours", "two responders"):
            known = name in times and "SQLite" in times
            above = round(times[name] - times["SQLite"], 1) if known else None
            line.append("" if above is None else f"{above}{', **missed**' if above > MAXIMUM_CPU_ABOVE_SQLITE else ''}")
        lines.append([*line, str(MAXIMUM_CPU_ABOVE_SQLITE)])
    return table(["CPU µs/request", *names, "ours − SQLite", "two responders − SQLite", "target"], lines)


def server_times(rows, names):
    """A table of the CPU time of each app and of the server's work for it. It hardly depends on other work of the machine."""
    names = [name for name in names if not name.startswith("SQLite")]
    lines = []
    for row in rows:
        known = {
            name: (figures["cpu_us_per_request"], figures["server_cpu_us_per_request"])
            for name, figures in row["contestants"].items() if name in names}
        peers = [sum(times) for name, times in known.items() if name in PEERS]
        ratio = str(round(min(peers) / sum(known["ours"]), 2)) if peers and "ours" in known else ""
        lines.append([title(row), *(" + ".join(map(str, known[name])) if name in known else "" for name in names), ratio])
    return table(["CPU µs/request: app + server", *names, "best peer ÷ ours"], lines)


def speeds(rows, names):
    lines = [[title(row), *(cell(row, name, "requests_per_second") for name in names)] for row in rows]
    return table(["requests/s", *names], lines)


def ratios_of_ours(rows):
    head = ["ratio", "ours ÷ limit", "target", "limit", "ours ÷ best peer", "target", "best peer", "p99, ours ÷ best peer"]
    return table(
        head, [
            [title(row), *judged(row, "to_limit"), *judged(row, "to_best_peer"), judged(row, "p99_to_best_peer")[0]]
            for row in rows])


def cpu_times(rows):
    head = ["CPU µs/request", "ours", "raw C", "C on libfcgi", "ours ÷ C", "target", "threads"]
    lines = []
    for row in rows:
        names = ("ours", "raw C", row["rivals"].get("C on libfcgi"))
        lines.append([title(row), *(cell(row, name, "cpu_us_per_request") for name in names), *judged(row, "cpu_to_c")])
    return table(head, lines)


def former_build(rows):
    head = ["ours and before", "ours ÷ before", "p99 ms, ours", "p99 ms, before"]
    lines = [
        [title(row), str(row["ratios"]["ours"]["to_before"]), cell(row, "ours", "p99_ms"), cell(row, "before", "p99_ms")]
        for row in rows]
    return table(head, lines)


def table(head, lines):
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def title(row):
    request, comma, rest = row["title"].partition(", ")
    return f"`{request}`{comma}{rest}"


def cell(row, name, figure):
    return f"{row['contestants'][name][figure]:,}" if name in row["contestants"] else ""


def judged(row, ratio, name="ours"):
    """Returns three cells about a contestant: the ratio, its target, and the rival."""
    value, target = row["ratios"].get(name, {}).get(ratio), row["targets"].get(ratio)
    if value is None:
        return "", "", ""
    verdict = ", **missed**" if target and is_missed(ratio, value, target) else ""
    return f"{value}{verdict}", str(target or ""), row["rivals"][RATIOS[ratio][0]]


def machine():
    """Describes the machine of the measurement."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    packages = ["nginx", "libfcgi0ldbl", "libsqlite3-0", "php-fpm", "golang-go", "golang-github-mattn-go-sqlite3-dev",
                "postgresql", "libpq5", "php-pgsql", "golang-github-jackc-pgx-v4-dev",
                "python3-flask", "python3-flask-sqlalchemy", "python3-sqlalchemy", "gunicorn", "wrk"]
    versions = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages], capture_output=True, text=True, check=False)
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": cores(),
        "memory_gib": round(memory / 2**30),
        "kernel": platform.release(),
        "packages": dict(line.split() for line in versions.stdout.splitlines()),
    }
