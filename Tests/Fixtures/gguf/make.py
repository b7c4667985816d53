"""Writes blocks.gguf, blocks_big.gguf, split-0000?-of-00003.gguf and manifest.json."""

import hashlib
import importlib.metadata
import json
import struct
import sys

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import quants
from gguf.scripts import gguf_convert_endian as endian

rng = np.random.default_rng(20)

# The F16 numbers of each block, and other numbers of several bytes, by their place and size.
HALVES = {
    Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2], Type.Q8_0: [0],
    Type.Q2_K: [80, 82], Type.Q3_K: [108], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208],
    Type.IQ4_NL: [0], Type.IQ4_XS: [0], Type.TQ1_0: [52], Type.TQ2_0: [64], Type.MXFP4: [], Type.NVFP4: [],
}
WIDE = {Type.Q5_0: [(2, 4)], Type.Q5_1: [(4, 4)], Type.IQ4_XS: [(2, 2)]}
PLAIN = {
    "F32": np.float32, "F16": np.float16, "F64": np.float64, "I8": np.int8, "I16": np.int16, "I32": np.int32,
    "I64": np.int64,
}
# A usual scale, zero, the largest, the smallest, NaN, an infinity, and minus zero, each in a block of random codes.
SCALES = [None, 0x0000, 0x7BFF, 0x0001, 0x7E01, 0xFC00, 0x8000]


def blocks(kind):
    """A row of blocks of random bytes with each of the scales, and two of nothing but usual ones."""
    size = gguf.GGML_QUANT_SIZES[kind][1]
    data = rng.integers(0, 256, (3, len(SCALES), size), dtype=np.uint8)
    for row in range(3):
        for index, scale in enumerate(SCALES):
            for place in HALVES[kind]:
                usual = np.float16(rng.normal() * 0.01).view(np.uint16)
                bits = usual if scale is None or row > 0 else scale
                data[row, index, place:place + 2] = np.frombuffer(struct.pack("<H", int(bits)), np.uint8)
    # The lowest and the highest of all codes and small scales.
    keep = [place + byte for place in HALVES[kind] for byte in (0, 1)]
    rest = [byte for byte in range(size) if byte not in keep]
    data[1, 0, rest] = 0
    data[1, 1, rest] = 255
    return data.reshape(3, -1)


def swapped(kind, data):
    data = data.copy().reshape(-1, gguf.GGML_QUANT_SIZES[kind][1])
    ours = data.copy()
    for place, size in [(place, 2) for place in HALVES[kind]] + WIDE.get(kind, []):
        ours[:, place:place + size] = ours[:, place:place + size][:, ::-1]
    if kind in endian.byteswap_tensors:
        class Tensor:
            pass
        tensor = Tensor()
        tensor.data = data.reshape(-1).copy()
        for block in range(data.shape[0]):
            endian.byteswap_tensors[kind](tensor, block * data.shape[1])
        assert (tensor.data == ours.reshape(-1)).all(), kind
    return ours


def digest(values):
    """The SHA-256 of F32 values, all NaN made alike: machines differ in the one that 0 times infinity gives."""
    values = np.ascontiguousarray(values, dtype=np.float32)
    bits = values.view(np.uint32).copy()
    bits[np.isnan(values)] = 0x7FC00000
    return hashlib.sha256(bits.astype("<u4").tobytes()).hexdigest()


tensors = {}
for name, dtype in PLAIN.items():
    kind = np.dtype(dtype)
    if kind.kind == "f":
        array = (rng.normal(size=(3, 5)) * 100).astype(dtype)
        array[0, :4] = [np.nan, np.inf, -0.0, np.finfo(kind).smallest_subnormal]
        array[1, 0] = np.finfo(kind).max
    else:
        info = np.iinfo(kind)
        array = rng.integers(info.min, info.max, (3, 5), dtype=kind, endpoint=True)
        array[0, :2] = [info.min, info.max]
    tensors[name] = (Type[name], array, array)
bf16 = rng.integers(0, 1 << 16, (3, 8), dtype=np.uint16)
tensors["BF16"] = (Type.BF16, bf16, (bf16.astype(np.uint32) << 16).view(np.float32))
for kind in HALVES:
    tensors[kind.name] = (kind, blocks(kind), None)
# Without Q8_1, of whose blocks gguf-py has another size than ggml.
listed = [Type.Q8_K, Type.IQ2_XXS, Type.IQ2_XS, Type.IQ2_S, Type.IQ3_XXS, Type.IQ3_S, Type.IQ1_S, Type.IQ1_M]
for kind in listed:
    tensors[kind.name] = (kind, rng.integers(0, 256, (2, gguf.GGML_QUANT_SIZES[kind][1]), dtype=np.uint8), None)


def add_metadata(writer):
    writer.add_name("blocks of every type")
    writer.add_file_type(15)
    writer.add_quantization_version(2)
    writer.add_block_count(2)
    writer.add_uint16("test.u16", 65535)
    writer.add_int64("test.i64", -(1 << 40))
    writer.add_float64("test.f64", 0.1)
    writer.add_float32("test.f32", 0.1)
    writer.add_bool("test.bool", True)
    writer.add_token_list([f"<{index}>" for index in range(300)])
    writer.add_token_scores([index / 8 for index in range(300)])
    writer.add_array("test.short", [-1, 2, -3])


def write(path, names, big=False, **split):
    writer = gguf.GGUFWriter(
        path, "llama", endianess=gguf.GGUFEndian.BIG if big else gguf.GGUFEndian.LITTLE, **split)
    add_metadata(writer)
    for name in names:
        kind, data, _ = tensors[name]
        if big and kind in HALVES:
            data = swapped(kind, data).reshape(data.shape)
        elif big:
            data = data.copy()
        if kind == Type.BF16:
            # As bytes, which the writer does not turn round.
            data = data.byteswap() if big else data
            data = data.view(np.uint8)
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


write("blocks.gguf", tensors)
write("blocks_big.gguf", [name for name in tensors if tensors[name][0] not in listed], big=True)
some = ["F32", "Q4_0", "I32", "Q6_K", "BF16"]
write("split.gguf", some, split_max_tensors=2)
manifest = {}
for name, (kind, data, values) in tensors.items():
    elements, size = gguf.GGML_QUANT_SIZES[kind]
    shape = list(data.shape) if elements == 1 else [data.shape[0], data.shape[1] // size * elements]
    entry = {"shape": shape, "bytes": data.nbytes, "sha256": hashlib.sha256(data.tobytes()).hexdigest()}
    if kind in HALVES:
        with np.errstate(all="ignore"):
            values = quants.dequantize(data, kind)
    if values is not None:
        with np.errstate(all="ignore"):
            entry["f32_sha256"] = digest(values)
    if kind in HALVES:
        entry["big_endian_sha256"] = hashlib.sha256(swapped(kind, data).tobytes()).hexdigest()
    manifest[name] = entry
with open("manifest.json", "w") as file:
    json.dump(manifest, file, indent=1)
    file.write("\n")
print(importlib.metadata.version("gguf"), np.__version__, sys.version)
