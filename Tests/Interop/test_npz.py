"""What NumPy packs and stores in an npz is what `list` and `report` find in it."""

import hashlib
import json

import numpy as np

from checkpoint import Case, run


class Npz(Case):
    def arrays(self):
        random = np.random.default_rng(20261122)
        values = random.normal(0, 0.02, (96, 512))
        return {
            "double": values,
            "single": values.astype(np.float32),
            "half": values.astype(">f2"),
            "turned": np.asfortranarray(values.astype(np.float32)),
            "layer/zeros": np.zeros((1000, 700), np.float32),
            "integers": random.integers(-100, 100, (7, 9)),
            "scalar": np.float32(2.5),
            "empty": np.zeros((0, 7), np.float32),
        }

    def test_list(self):
        arrays = self.arrays()
        for save in np.savez, np.savez_compressed:
            path = self.folder / (save.__name__ + ".npz")
            save(path, **arrays)
            found = {tensor["name"]: tensor for tensor in json.loads(run("list", path, "--json", "--sha256"))["tensors"]}
            self.assertEqual(set(found), set(arrays))
            for name, array in arrays.items():
                content = np.ascontiguousarray(array).astype(np.asarray(array).dtype.newbyteorder("<")).tobytes()
                self.assertEqual(found[name]["shape"], list(np.shape(array)), name)
                self.assertEqual(found[name]["sha256"], hashlib.sha256(content).hexdigest(), name)

    def test_report(self):
        figures = []
        for save in np.savez, np.savez_compressed:
            path = self.folder / (save.__name__ + ".npz")
            save(path, **self.arrays())
            report = json.loads(run("report", path, "--as", "json", "--formats", "mxfp4,nvfp4"))
            figures.append([(tensor["name"], tensor["formats"]) for tensor in report["tensors"]])
        self.assertEqual(*figures)
