"""Medians, ratios and tables."""

import os
import platform
import statistics
import subprocess


def summary(runs):
    """Returns the medians of several runs."""
    def median(values):
        return statistics.median(list(values))

    return {
        "requests_per_second": round(median(run["requests"] / run["seconds"] for run in runs)),
        "p50_ms": round(median(run["p50_ms"] for run in runs), 3),
        "p99_ms": round(median(run["p99_ms"] for run in runs), 3),
        "cpu_us_per_request": round(median(run["cpu_seconds"] / run["processed"] for run in runs) * 1e6, 1),
        "runs": runs,
    }


def compare(results, contestants):
    """Returns the speed of Notes divided by that of the best peer, and by that of the limit. `results` maps names to summaries."""
    def speed(contestant):
        return results[contestant.name]["requests_per_second"]

    measured = [contestant for contestant in contestants if contestant.name in results]
    peers = [contestant for contestant in measured if contestant.is_peer]
    limits = [contestant for contestant in measured if contestant.is_limit]
    best = max(peers, key=speed, default=None)
    ratios = {"best_peer": best and best.name}
    for contestant in measured:
        if not contestant.is_peer and not contestant.is_limit:
            ratios[contestant.name] = {
                "to_best_peer": best and round(speed(contestant) / speed(best), 2),
                # The first limit uses the same FastCGI target as Notes.
                "to_limit": round(speed(contestant) / speed(limits[0]), 2) if limits else None,
            }
    return ratios


def print_row(row, results, ratios):
    print(f"\n{row.title}")
    print(f"  {'':18}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'CPU µs/request':>17}")
    for name, result in results.items():
        print(f"  {name:18}{result['requests_per_second']:>12,}{result['p50_ms']:>9.2f}{result['p99_ms']:>9.2f}"
              f"{result['cpu_us_per_request']:>17.1f}")
    for name, ratio in ratios.items():
        if name != "best_peer":
            words = []
            if ratio["to_best_peer"]:
                words.append(f"{ratio['to_best_peer']} times as fast as the best peer ({ratios['best_peer']})")
            if ratio["to_limit"]:
                words.append(f"{ratio['to_limit']} times as fast as the limit")
            if words:
                print(f"  {name}: {', '.join(words)}")


def print_memory(memory):
    print("\nResident memory in MiB; the figure in parentheses counts shared memory only once")
    for name, sizes in memory.items():
        idle, after = (f"{size['resident']:.0f} ({size['proportional']:.0f})" for size in (sizes["idle"], sizes["after"]))
        print(f"  {name:18}{idle:>14} at the start{after:>14} at the end")


def markdown(rows):
    """Returns all rows as a Markdown table: requests/s, and the ratios."""
    names = list(dict.fromkeys(name for row in rows for name in row["contestants"]))
    compared = [name for name in names if any(name in row["ratios"] for row in rows)]
    head = ["requests/s", *names, *(f"{name} ÷ best peer" for name in compared), *(f"{name} ÷ limit" for name in compared)]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for row in rows:
        speeds = [row["contestants"].get(name, {}).get("requests_per_second") for name in names]
        ratios = [row["ratios"].get(name, {}).get(kind) for kind in ("to_best_peer", "to_limit") for name in compared]
        lines.append(
            [f"`{row['title']}`", *("" if speed is None else f"{speed:,}" for speed in speeds),
             *("" if ratio is None else str(ratio) for ratio in ratios)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine():
    """Describes the machine of the measurement."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    packages = ["nginx", "libfcgi0ldbl", "libsqlite3-0", "php-fpm", "golang-go", "golang-github-mattn-go-sqlite3-dev",
                "python3-flask", "python3-flask-sqlalchemy", "python3-sqlalchemy", "gunicorn", "wrk"]
    versions = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *packages], capture_output=True, text=True, check=False)
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "kernel": platform.release(),
        "packages": dict(line.split() for line in versions.stdout.splitlines()),
    }
