/// What is handed to Python: common beginnings, a library's class, and the loop over batches.
enum PeerScript {
  /// The whole script for a library's class, whose name is `Library`.
  static func text(for library: String) -> String { beginning + library + loop }

  private static let beginning = #"""
    import importlib.metadata, importlib.util, json, os, sys, time

    request = json.loads(sys.argv[1])


    def answer(**fields):
        print(json.dumps(fields), flush=True)


    def demand(*modules):
        for module in modules:
            if importlib.util.find_spec(module) is None:
                answer(missing=f"no module {module} in {sys.executable or sys.argv[0]}")
                sys.exit(0)


    def one_line(error):
        return f"{type(error).__name__}: {error}".strip().replace("\n", " ")[:300]


    def levels(weights, scales, group):
        """What codes stand for: weights over the scale of their group, and those scales."""
        grouped = weights.reshape(weights.shape[0], -1, group)
        divisors = np.where(scales == 0, 1, scales).reshape(weights.shape[0], -1, 1)
        return grouped / divisors, scales.reshape(divisors.shape)


    def nibbles(codes):
        """Codes of four bits, two a byte, the first below."""
        flat = codes.astype(np.uint8).reshape(-1) & 15
        return flat[0::2] | flat[1::2] << 4


    def samples(calls):
        # The first call brings pages in; its copy's turn comes again after all the others.
        found, total, turn = [], 0.0, 1
        calls[0]()
        # Of one thread its processor time, which others that take the processor don't lengthen.
        clock = time.process_time if request["threads"] == 1 else time.perf_counter
        begun = time.process_time()
        while len(found) < request["at_least"] or (
            total < request["milliseconds"] and len(found) < request["most"]
        ):
            call = calls[turn % len(calls)]
            wall, start = time.perf_counter(), clock()
            call()
            found.append((clock() - start) * 1e3)
            total += (time.perf_counter() - wall) * 1e3
            turn += 1
        return found, (time.process_time() - begun) * 1e3 / total


    def large_bytes():
        try:
            with open("/proc/self/smaps_rollup") as lines:
                return sum(int(line.split()[1]) for line in lines if line.startswith("AnonHuge")) << 10
        except OSError:
            return 0


    """#

  private static let loop = #"""


    def measure():
        n, k = request["n"], request["k"]
        data = np.fromfile(os.fdopen(3, "rb"), dtype=np.float32)
        weights = data[: n * k].reshape(n, k)
        scales = data[n * k : n * k + request["scales"]]
        activations = data[n * k + request["scales"] :].reshape(-1, k)
        library = Library(weights, scales)
        wanted = -(-request["cold_bytes"] // library.weight_bytes)
        count = max(1, min(wanted, request["most_copies"]))
        empty = library.smallest_call()
        fewest = min(samples([empty])[0])
        for batch in request["batches"]:
            try:
                x = np.ascontiguousarray(activations[:batch])
                calls, result = library.calls(x, count)
                for call in calls:
                    call()
                rows = sorted({0, batch // 2, batch - 1})
                y = np.asarray(result(), dtype=np.float64)[rows][:, request["outputs"]]
                if not np.isfinite(y).all():
                    raise ValueError("its product holds what is no number")
                found, cores = samples(calls)
                answer(
                    batch=batch, ms=found, cores=cores, y=y.reshape(-1).tolist(), call_ms=fewest,
                    cold=count * library.weight_bytes >= request["cold_bytes"] > 0,
                    large_pages=large_bytes() >= count * library.weight_bytes / 2)
            except Exception as error:
                answer(batch=batch, failed=one_line(error))


    demand("numpy", *Library.modules)
    if request["action"] == "find":
        answer(version=importlib.metadata.version(Library.modules[0]))
    else:
        import numpy as np

        try:
            measure()
        except Exception as error:
            for batch in request["batches"]:
                answer(batch=batch, failed=one_line(error))
    """#
}
