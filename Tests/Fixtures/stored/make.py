"""Writes checkpoints as other libraries store quantized weights, and manifest.json: what each weight decodes to.

Codes, scales and zero points of GPTQ, AWQ and DeepSeek are drawn here and packed by the formulas of their layouts, so
that the weights are known before anything is packed. compressed-tensors, ModelOpt and transformers pack and unpack
theirs by themselves.
"""

import hashlib
import json
import os

import numpy as np
import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20261121)
torch.manual_seed(11)
manifest = {}


def note(path, name, layout, format, weight):
    """Notes the SHA-256 of a weight's F32 values, row by row, -0 taken for 0."""
    values = np.ascontiguousarray(np.asarray(weight, dtype=np.float32)) + np.float32(0)
    manifest.setdefault(path, {})[name] = {
        "layout": layout,
        "format": format,
        "shape": list(values.shape),
        "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
    }


def save(path, tensors, config=None, config_name="config.json"):
    whole = os.path.join(HERE, path)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    save_file({key: value.contiguous() for key, value in tensors.items()}, whole)
    if config is not None:
        with open(os.path.join(os.path.dirname(whole), config_name), "w") as out:
            json.dump(config, out, indent=1)
            out.write("\n")


def stream(codes, bits):
    """Packs each column of codes into 32-bit words, the lowest bit first, down the column."""
    count, columns = codes.shape
    words = -(-count * bits // 32)
    numbers = [0] * columns
    packed = np.zeros((words, columns), dtype=np.uint32)
    for column in range(columns):
        for row in range(count):
            numbers[column] |= int(codes[row, column]) << (row * bits)
        for word in range(words):
            packed[word, column] = numbers[column] >> (32 * word) & 0xFFFFFFFF
    return torch.from_numpy(packed.view(np.int32))


def half(shape, low=0.002, high=0.02):
    return rng.uniform(low, high, shape).astype(np.float16)


# GPTQ: everything lies transposed.
def gptq(rows, columns, bits, group, reordered, symmetric, version):
    groups = -(-columns // group)
    index = np.arange(columns) // group
    if reordered:
        index = rng.permutation(index)
    codes = rng.integers(0, 1 << bits, (rows, columns))
    # A zero point of 0 is stored as -1 by the first version, which older packers let run into its neighbours.
    low = 1 if version == 1 else 0
    zeros = np.full((rows, groups), 1 << (bits - 1)) if symmetric else rng.integers(low, 1 << bits, (rows, groups))
    scales = half((rows, groups))
    weight = (codes - zeros[:, index]).astype(np.float32) * scales[:, index].astype(np.float32)
    stored = zeros - (1 if version == 1 else 0)
    return weight, {
        "qweight": stream(codes.T, bits),
        "qzeros": stream(stored, bits).T,
        "scales": torch.from_numpy(scales.T.copy()),
        "g_idx": torch.from_numpy(index.astype(np.int32)),
    }


def named(prefix, parts):
    return {f"{prefix}.{key}": value for key, value in parts.items()}


def gptq_checkpoint(path, modules, config, version=1, symmetric=False, config_name="config.json"):
    tensors = {}
    for name, (rows, columns, bits, group, reordered) in modules.items():
        weight, parts = gptq(rows, columns, bits, group, reordered, symmetric, version)
        tensors |= named(name, parts)
        rule = "" if symmetric else ":asym"
        layout = "gptq" if version == 1 else "gptq_v2"
        note(path, f"{name}.weight", layout, f"int{bits}-g{group}{rule}", weight)
    save(path, tensors, config, config_name)


settings = {"quant_method": "gptq", "bits": 4, "group_size": 32, "desc_act": True, "sym": False}
gptq_checkpoint(
    "gptq/model.safetensors",
    {
        "m.b4": (32, 64, 4, 32, False),
        "m.b4_act": (32, 64, 4, 32, True),
        "m.b3": (32, 96, 3, 32, True),
        "m.b2": (32, 96, 2, 32, False),
        "m.b8": (32, 96, 8, 32, True),
    },
    {"model_type": "none", "quantization_config": settings | {"checkpoint_format": "gptq"}},
)
gptq_checkpoint(
    "gptq_v2/model.safetensors",
    {"m.b4": (32, 96, 4, 32, True), "m.b8": (16, 64, 8, 32, False)},
    settings | {"checkpoint_format": "gptq_v2"}, version=2, config_name="quantize_config.json",
)
# Without any configuration the zero points themselves have to tell the versions apart.
for version in (1, 2):
    gptq_checkpoint(
        f"gptq_alone_{version}/model.safetensors", {"m.a": (32, 64, 4, 32, False)}, None, version=version,
        symmetric=True)

# AWQ: words of eight rows in an order of their own, or of eight columns in theirs.
ORDER = [0, 2, 4, 6, 1, 3, 5, 7]


def interleaved(codes):
    """Packs eight neighbours of each row into a word."""
    count, columns = codes.shape
    packed = np.zeros((count, columns // 8), dtype=np.uint32)
    for place, column in enumerate(ORDER):
        packed |= codes[:, column::8].astype(np.uint32) << np.uint32(4 * place)
    return torch.from_numpy(packed.view(np.int32))


def awq(rows, columns, group):
    groups = columns // group
    codes = rng.integers(0, 16, (rows, columns))
    zeros = rng.integers(0, 16, (rows, groups))
    scales = half((rows, groups))
    weight = (codes - zeros.repeat(group, 1)).astype(np.float32) * scales.repeat(group, 1).astype(np.float32)
    return weight, codes, zeros, scales


weight, codes, zeros, scales = awq(24, 64, 32)
save(
    "awq/model.safetensors",
    named("m.a", {
        "qweight": interleaved(codes.T), "qzeros": interleaved(zeros.T), "scales": torch.from_numpy(scales.T.copy()),
    }),
    {"quantization_config": {"quant_method": "awq", "bits": 4, "group_size": 32, "version": "gemm"}},
)
note("awq/model.safetensors", "m.a.weight", "awq", "int4-g32:asym", weight)

for group, words in ((32, 4), (128, 1)):
    weight, codes, zeros, scales = awq(8, 256, group)
    padded = np.zeros((8, 8 * words), dtype=np.int64)
    padded[:, : zeros.shape[1]] = zeros
    wide = np.zeros((8, 8 * words), dtype=np.float16)
    wide[:, : scales.shape[1]] = scales
    path = f"awq_gemv_{group}.safetensors"
    save(path, named("m.a", {
        "qweight": stream(codes.T, 4).T, "qzeros": stream(padded.T, 4).T, "scales": torch.from_numpy(wide),
    }))
    note(path, "m.a.weight", "awq-gemv", f"int4-g{group}:asym", weight)

# DeepSeek: tiles of 128 by 128, cut at the edges.
values = torch.randn(129, 130) * 0.02
tiles = torch.zeros(2, 2)
for row in range(2):
    for column in range(2):
        part = values[row * 128 : row * 128 + 128, column * 128 : column * 128 + 128]
        tiles[row, column] = part.abs().max() / 448
spread = tiles.repeat_interleave(128, 0)[:129].repeat_interleave(128, 1)[:, :130]
codes = (values / spread).to(torch.float8_e4m3fn)
deepseek = {"m.a.weight": codes, "m.a.weight_scale_inv": tiles}
note("deepseek.safetensors", "m.a.weight", "deepseek", "fp8-128x128", (codes.float() * spread).numpy())
save("deepseek.safetensors", deepseek)

# compressed-tensors by its own compressors.
from compressed_tensors.compressors.base import BaseCompressor  # noqa: E402
from compressed_tensors.compressors.nvfp4.helpers import unpack_fp4_from_uint8  # noqa: E402
from compressed_tensors.quantization.lifecycle.forward import dequantize  # noqa: E402
from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme  # noqa: E402
from compressed_tensors.quantization.utils import calculate_qparams  # noqa: E402

packed = {}


def compressed(name, kind, format, values, args, state):
    """Compresses a weight whose scales are given, and notes what the library decompresses it to."""
    scheme = QuantizationScheme(targets=["Linear"], weights=args)
    compressor = BaseCompressor.get_value_from_registry(kind)
    stored = compressor.compress({"weight": values} | state, scheme)
    if "weight_global_scale" in stored:
        # The compressor rounds to BF16 in the end; its parts do not.
        result = dequantize(
            unpack_fp4_from_uint8(stored["weight_packed"], *values.shape, dtype=torch.float32),
            scale=stored["weight_scale"].float(), args=args, global_scale=stored["weight_global_scale"],
            dtype=torch.float32)
    else:
        result = compressor.decompress(dict(stored), scheme)["weight"].float()
    for key, value in stored.items():
        packed[f"{name}.{key}"] = value
    note("compressed.safetensors", f"{name}.weight", "compressed-tensors", format, result.numpy())


def ranges(values, group):
    parts = values.reshape(values.shape[0], -1, group)
    return parts.amin(-1), parts.amax(-1)


values = torch.randn(16, 96) * 0.02
for name, bits, symmetric, group, format in (
    ("ct.w4", 4, True, 32, "int4-g32+f32"),
    ("ct.w4_asym", 4, False, 32, "int4-g32:asym+f32"),
    ("ct.w8_row", 8, True, 96, "int8-row"),
    ("ct.w3_asym", 3, False, 32, "int3-g32:asym+f32"),
):
    strategy = {"strategy": "group", "group_size": group} if group < 96 else {"strategy": "channel"}
    args = QuantizationArgs(num_bits=bits, type="int", symmetric=symmetric, **strategy)
    scale, zero = calculate_qparams(*ranges(values, group), args)
    compressed(name, "pack-quantized", format, values, args,
               {"weight_scale": scale, "weight_zero_point": zero.to(torch.int8)})

# Columns in another order: the same codes under permuted groups.
index = torch.randperm(96) // 32
scale = torch.stack([values[:, index == group].abs().amax(1) / 7.5 for group in range(3)], 1)
from compressed_tensors.compressors.pack_quantized.helpers import pack_to_int32  # noqa: E402

ints = torch.clamp(torch.round(values / scale[:, index]), -8, 7)
packed |= {
    "ct.w4_act.weight_packed": pack_to_int32(ints.to(torch.int8), 4), "ct.w4_act.weight_scale": scale,
    "ct.w4_act.weight_shape": torch.tensor(values.shape), "ct.w4_act.weight_g_idx": index.to(torch.int32),
}
note("compressed.safetensors", "ct.w4_act.weight", "compressed-tensors", "int4-g32+f32",
     (ints * scale[:, index]).numpy())

for name, strategy, format in (("ct.f8_row", "channel", "fp8-row"), ("ct.f8_tensor", "tensor", "fp8-tensor")):
    args = QuantizationArgs(num_bits=8, type="float", symmetric=True, strategy=strategy)
    scale = (values.abs().amax(1, keepdim=True) if strategy == "channel" else values.abs().amax().reshape(1)) / 448
    compressed(name, "float-quantized", format, values, args, {"weight_scale": scale})
square = torch.randn(64, 96) * 0.02
args = QuantizationArgs(num_bits=8, type="float", symmetric=True, strategy="block", block_structure=[32, 32])
scale = square.reshape(2, 32, 3, 32).abs().amax((1, 3)) / 448
compressed("ct.f8_block", "float-quantized", "fp8-32x32", square, args, {"weight_scale": scale})
args = QuantizationArgs(num_bits=8, type="int", symmetric=True, strategy="channel")
scale, zero = calculate_qparams(*ranges(values, 96), args)
compressed("ct.i8_row", "int-quantized", "int8-row", values, args, {"weight_scale": scale})
args = QuantizationArgs(num_bits=8, type="int", symmetric=False, strategy="channel")
scale, zero = calculate_qparams(*ranges(values, 96), args)
compressed("ct.i8_asym", "int-quantized", "int8-row:asym", values, args,
           {"weight_scale": scale, "weight_zero_point": zero.to(torch.int8)})

args = QuantizationArgs(num_bits=4, type="float", symmetric=True, strategy="tensor_group", group_size=16,
                        scale_dtype=torch.float8_e4m3fn)
factor = (2688 / values.abs().max()).reshape(1)
scale = (values.reshape(16, 6, 16).abs().amax(-1) / 6 * factor).to(torch.float8_e4m3fn).float()
compressed("ct.nvfp4", "nvfp4-pack-quantized", "nvfp4", values, args,
           {"weight_scale": scale, "weight_global_scale": factor})
args = QuantizationArgs(num_bits=4, type="float", symmetric=True, strategy="group", group_size=32,
                        scale_dtype=torch.uint8)
scale = 2 ** torch.floor(torch.log2(values.reshape(16, 3, 32).abs().amax(-1)) - 2)
compressed("ct.mxfp4", "mxfp4-pack-quantized", "mxfp4", values, args, {"weight_scale": scale})
save("compressed.safetensors", packed)

# ModelOpt.
from modelopt.torch.quantization.qtensor import FP8QTensor, NVFP4QTensor  # noqa: E402

tensor, scale, second = NVFP4QTensor.quantize(values, 16)
result = tensor.dequantize(dtype=torch.float32, scale=scale, double_scale=second, block_sizes={-1: 16})
modelopt = {"mo.nvfp4.weight": tensor._quantized_data, "mo.nvfp4.weight_scale": scale,
            "mo.nvfp4.weight_scale_2": second.float(), "mo.nvfp4.input_scale": torch.tensor(0.01)}
note("modelopt/model.safetensors", "mo.nvfp4.weight", "modelopt", "nvfp4", result.numpy())
scale = (values.abs().max() / 448).float()
codes = (values / scale).to(torch.float8_e4m3fn)
modelopt |= {"mo.fp8.weight": codes, "mo.fp8.weight_scale": scale}
note("modelopt/model.safetensors", "mo.fp8.weight", "modelopt", "fp8-tensor", (codes.float() * scale).numpy())
save("modelopt/model.safetensors", modelopt, {"quantization_config": {"quant_method": "modelopt"}})

# gpt-oss, unpacked by transformers, which turns the experts' matrices over.
from transformers.integrations.mxfp4 import convert_moe_packed_tensors  # noqa: E402

blocks = torch.from_numpy(rng.integers(0, 256, (2, 10, 3, 16), dtype=np.uint8))
exponents = torch.from_numpy(rng.integers(116, 124, (2, 10, 3), dtype=np.uint8))
result = convert_moe_packed_tensors(blocks, exponents, dtype=torch.float32)
result = result.transpose(1, 2) if tuple(result.shape) == (2, 96, 10) else result
save("gpt_oss.safetensors", {"m.experts.down_proj_blocks": blocks, "m.experts.down_proj_scales": exponents})
note("gpt_oss.safetensors", "m.experts.down_proj", "gpt-oss", "mxfp4", result.numpy())

# What these were made from, to be compared.
save("original.safetensors", {"mo.nvfp4.weight": values})

with open(os.path.join(HERE, "manifest.json"), "w") as out:
    json.dump(manifest, out, indent=1, sort_keys=True)
    out.write("\n")
