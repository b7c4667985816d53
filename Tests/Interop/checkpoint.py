"""Runs quantview and reads what it wrote without any code of its own."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import ml_dtypes
import numpy as np
import safetensors
import safetensors.numpy

PROGRAM = os.environ["QUANTVIEW"]
LAYERS = ["model.layers.0.self_attn.q_proj", "model.layers.0.mlp.down_proj"]

TYPES = {
    "F32": np.float32,
    "F16": np.float16,
    "BF16": ml_dtypes.bfloat16,
    "F8_E4M3": ml_dtypes.float8_e4m3fn,
    "U8": np.uint8,
    "I32": np.int32,
    "I64": np.int64,
}


def run(*arguments):
    """Runs the program and returns what it prints; a failure is an error."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"quantview {arguments}: status {done.returncode}, {done.stderr}")
    return done.stdout


def load(path):
    """The tensors of a safetensors file as arrays, types without a name in NumPy by ml_dtypes."""
    content = pathlib.Path(path).read_bytes()
    # The library checks offsets, lengths and holes before it hands the bytes over.
    return {
        name: np.frombuffer(info["data"], TYPES[info["dtype"]]).reshape(info["shape"])
        for name, info in safetensors.deserialize(content)
    }


def metadata(path):
    with safetensors.safe_open(path, "np") as file:
        return file.metadata()


def weights(seed=20261121):
    """Gaussian weights with outliers, a row of zeros, and exact halfway cases."""
    random = np.random.default_rng(seed)
    tensors = {}
    for name, (rows, columns) in zip(LAYERS, [(48, 512), (129, 384)]):
        matrix = random.normal(0, 0.02, (rows, columns)).astype(np.float32)
        matrix[random.random(matrix.shape) < 0.002] *= 30
        matrix[3] = 0
        matrix[4, :32] = np.arange(32) / 4
        tensors[name + ".weight"] = matrix
    tensors["model.norm.weight"] = random.normal(1, 0.1, 512).astype(np.float16)
    tensors["model.embed_tokens.weight"] = random.normal(0, 1, (8, 512)).astype(np.float32)
    return tensors


def nibbles(packed):
    """Two codes to a byte, the low one first."""
    return np.stack([packed & 15, packed >> 4], axis=-1).reshape(*packed.shape[:-1], -1)


def e2m1(codes):
    return codes.astype(np.uint8).view(ml_dtypes.float4_e2m1fn).astype(np.float32)


def e8m0(codes):
    return codes.view(ml_dtypes.float8_e8m0fnu).astype(np.float32)


def words(packed, bits, count):
    """The unsigned codes of each row's stream of bits."""
    flat = np.unpackbits(packed.view(np.uint8), axis=-1, bitorder="little")[:, : count * bits]
    return flat.reshape(len(packed), count, bits) @ (1 << np.arange(bits))


def ulps(left, right):
    """How many floats lie between two arrays, at most."""
    left, right = (np.where(a == 0, np.float32(0), a).view(np.int32) for a in (left, right))
    return int(np.abs(left.astype(np.int64) - right).max())


class Case(unittest.TestCase):
    """A checkpoint of a few tensors, and the values that quantview decodes itself."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.source = self.folder / "model.safetensors"
        self.weights = weights()
        safetensors.numpy.save_file(self.weights, self.source, metadata={"format": "pt", "a": "ü"})

    def quantize(self, format, layout, name="out.safetensors", *more):
        path = self.folder / name
        run("quantize", self.source, "--format", format, "--layout", layout, "-o", path, *more)
        return path

    def decoded(self, format):
        """What the definition decodes to, written as plain values."""
        path = self.folder / "decoded.safetensors"
        run("quantize", self.source, "--format", format, "--dequantize", "-o", path)
        return load(path)

    def check(self, path, format):
        """The program's own comparison has to agree with NumPy's."""
        report = json.loads(run("check", path, "--against", self.source, "--as", "json"))
        self.assertEqual(report["missing"], [])
        decoded = self.decoded(format)
        outcomes = {tensor["name"]: tensor for tensor in report["tensors"]}
        for name in [layer + ".weight" for layer in LAYERS]:
            original = self.weights[name].astype(np.float64)
            errors = original - decoded[name]
            found = outcomes[name]
            self.assertEqual(found["elements"], original.size)
            np.testing.assert_allclose(found["mse"], np.mean(errors**2), rtol=1e-6)
            sqnr = 10 * np.log10(np.sum(original**2) / np.sum(errors**2))
            np.testing.assert_allclose(found["sqnr_db"], sqnr, rtol=1e-6)
        self.assertEqual(outcomes["model.norm.weight"]["outcome"], "identical")
        return outcomes
