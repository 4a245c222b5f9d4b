"""Every bench, one after the other: ``make bench``."""

from tests.bench import (
    bench_archive,
    bench_beside_import,
    bench_deadlines,
    bench_imports,
    bench_queue,
    bench_screen,
    bench_shift,
    bench_sweep,
    bench_two_desks,
    bench_verbs,
)

for bench in (
    bench_deadlines,
    bench_verbs,
    bench_queue,
    bench_archive,
    bench_sweep,
    bench_screen,
    bench_shift,
    bench_two_desks,
    bench_imports,
    bench_beside_import,
):
    print(f"\n{(bench.__doc__ or '').splitlines()[0]}")
    bench.main()
