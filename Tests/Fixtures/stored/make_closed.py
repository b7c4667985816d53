"""Writes closed_words.safetensors and closed_words_alone.safetensors, and adds them to manifest.json.

compressed-tensors packed integers so until 2025: as many codes to a 32-bit word as fit, the first in the lowest bits,
and none straddles two words. Needs NumPy alone.
"""

import hashlib
import json
import os
import struct

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20261122)


def words(codes, bits):
    """Packs each row of codes."""
    each = 32 // bits
    rows, columns = codes.shape
    packed = np.zeros((rows, -(-columns // each)), dtype=np.uint32)
    for column in range(columns):
        packed[:, column // each] |= codes[:, column].astype(np.uint32) << np.uint32(column % each * bits)
    return packed


def save(name, tensors, metadata):
    kinds = {"uint32": "I32", "float16": "F16", "int64": "I64"}
    header, data = {"__metadata__": metadata}, b""
    for key, value in tensors.items():
        value = np.ascontiguousarray(value)
        begin = len(data)
        data += value.tobytes()
        header[key] = {
            "dtype": kinds[str(value.dtype)],
            "shape": list(value.shape),
            "data_offsets": [begin, len(data)],
        }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(HERE, name), "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


def weight(tensors, name, bits, asymmetric, rows=24, columns=75, group=32):
    groups = -(-columns // group)
    index = np.arange(columns) // group
    codes = rng.integers(0, 1 << bits, (rows, columns))
    zeros = rng.integers(0, 1 << bits, (rows, groups)) if asymmetric else np.full((rows, groups), 1 << (bits - 1))
    scales = rng.uniform(0.002, 0.02, (rows, groups)).astype(np.float16)
    tensors[name + "_packed"] = words(codes, bits)
    tensors[name + "_scale"] = scales
    tensors[name + "_shape"] = np.array([rows, columns], dtype=np.int64)
    if asymmetric:
        tensors[name + "_zero_point"] = words(zeros.T, bits).T
    values = (codes - zeros[:, index]).astype(np.float32) * scales[:, index].astype(np.float32)
    values = np.ascontiguousarray(values.astype(np.float32)) + np.float32(0)
    return {
        "layout": "compressed-tensors",
        "format": f"int{bits}-g{group}" + (":asym" if asymmetric else ""),
        "shape": [rows, columns],
        "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
    }


def main():
    with open(os.path.join(HERE, "manifest.json")) as file:
        manifest = json.load(file)
    groups = {
        f"group_{bits}": {"weights": {"num_bits": bits, "group_size": 32}, "input_activations": {"num_bits": 8}}
        for bits in (3, 5, 6, 7)
    }
    config = json.dumps({"quant_method": "compressed-tensors", "config_groups": groups})
    for name, widths, metadata in [
        ("closed_words.safetensors", (3, 5, 6, 7), {"quantization_config": config}),
        ("closed_words_alone.safetensors", (3, 6, 7), {}),
    ]:
        tensors, entries = {}, {}
        for bits in widths:
            for asymmetric in (False, True):
                key = f"c.w{bits}_{'asym' if asymmetric else 'sym'}.weight"
                entries[key] = weight(tensors, key, bits, asymmetric)
        manifest[name] = entries
        save(name, tensors, metadata)
    with open(os.path.join(HERE, "manifest.json"), "w") as out:
        json.dump(manifest, out, indent=1, sort_keys=True)
        out.write("\n")


main()
