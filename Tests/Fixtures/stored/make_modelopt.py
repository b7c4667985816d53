"""Writes modelopt_more.safetensors and compressed_more.safetensors, and adds them to manifest.json.

What ModelOpt stores beside plain NVFP4 and FP8, and compressed-tensors beside groups and rows. Needs torch, ModelOpt and
compressed-tensors.
"""

import hashlib
import json
import os

import torch
from compressed_tensors.compressors.pack_quantized.helpers import pack_to_int32
from compressed_tensors.quantization import QuantizationArgs
from compressed_tensors.quantization.lifecycle.forward import dequantize
from modelopt.torch.export.quant_utils import pack_int4_in_uint8
from modelopt.torch.quantization.qtensor import NVFP4QTensor
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(20261122)


def save(name, tensors, config, entries):
    save_file(
        {key: value.contiguous() for key, value in tensors.items()}, os.path.join(HERE, name),
        metadata={"quantization_config": json.dumps(config)})
    path = os.path.join(HERE, "manifest.json")
    with open(path) as file:
        manifest = json.load(file)
    manifest[name] = entries
    with open(path, "w") as out:
        json.dump(manifest, out, indent=1, sort_keys=True)
        out.write("\n")


def entry(layout, format, values):
    values = values.to(torch.float32).contiguous() + 0.0
    return {
        "layout": layout, "format": format, "shape": list(values.shape),
        "sha256": hashlib.sha256(values.numpy().tobytes()).hexdigest(),
    }


def nvfp4(values, block):
    """The codes, the scales and what they decode to."""
    tensor, scale, second = NVFP4QTensor.quantize(values, block)
    decoded = tensor.dequantize(
        dtype=torch.float32, scale=scale, double_scale=second, block_sizes={-1: block})
    return tensor._quantized_data, scale, second.float(), decoded


def modelopt():
    tensors, entries = {}, {}

    # INT4 of AWQ, two rows to a byte, with the scales of its inputs; W4A8 has a scale for FP8 beside them.
    for name, more in [("m.awq", {}), ("m.w4a8", {"weight_scale_2": torch.tensor(0.0003)})]:
        values = torch.randn(6, 256) * 0.03
        inputs = (torch.rand(256) * 1.5 + 0.5).bfloat16()
        scale = (values / inputs).reshape(6, 2, 128).abs().amax(2) / 7
        packed = pack_int4_in_uint8(values / inputs, scale, 128)
        tensors |= {f"{name}.weight": packed, f"{name}.weight_scale": scale, f"{name}.pre_quant_scale": inputs}
        tensors |= {f"{name}.{key}": value for key, value in more.items()}
        codes = torch.stack([packed & 15, packed >> 4], 1).reshape(6, 256).to(torch.int8)
        codes = torch.where(codes > 7, codes - 16, codes).float()
        decoded = codes * scale.repeat_interleave(128, 1) * inputs.float()
        entries[f"{name}.weight"] = entry("modelopt", "int4-g128+f32", decoded)

    # SmoothQuant's INT8 by row, with the scales of its inputs.
    values = torch.randn(5, 128) * 0.03
    inputs = (torch.rand(128) * 3 + 0.2).bfloat16()
    scale = (values / inputs).abs().amax(1) / 127
    codes = (values / inputs / scale[:, None]).round().clamp(-128, 127).to(torch.int8)
    tensors |= {"m.int8.weight": codes, "m.int8.weight_scale": scale, "m.int8.pre_quant_scale": inputs}
    entries["m.int8.weight"] = entry("modelopt", "int8-row", codes.float() * scale[:, None] * inputs.float())

    # NVFP4 with the scales of its inputs, and in blocks of 32.
    for name, block, format in [("m.fp4", 16, "nvfp4"), ("m.wide", 32, "nvfp4-g32")]:
        codes, scale, second, decoded = nvfp4(torch.randn(5, 96) * 0.03, block)
        tensors |= {
            f"{name}.weight": codes, f"{name}.weight_scale": scale, f"{name}.weight_scale_2": second}
        if block == 16:
            inputs = (torch.rand(96) * 1.5 + 0.5).half()
            tensors[f"{name}.pre_quant_scale"] = inputs
            decoded = decoded * inputs.float()
        entries[f"{name}.weight"] = entry("modelopt", format, decoded)

    # Experts that are one parameter [E, K, N]: blocks lie along K, which is turned to the end and back.
    codes, scale, second, decoded = nvfp4((torch.randn(3, 48, 10) * 0.03).transpose(1, 2).contiguous(), 16)
    tensors |= {
        "m.experts.down_proj": codes.transpose(1, 2),
        "m.experts.down_proj_weight_scale": scale.transpose(1, 2),
        "m.experts.down_proj_weight_scale_2": second,
    }
    entries["m.experts.down_proj"] = entry("modelopt", "nvfp4", decoded.transpose(1, 2))

    # Experts in FP8, a scale for each column of each.
    values = torch.randn(2, 24, 10) * 0.03
    scale = values.abs().amax(1) / 448
    codes = (values / scale.unsqueeze(-2)).to(torch.float8_e4m3fn)
    tensors |= {"m.experts.up_proj": codes, "m.experts.up_proj_weight_scale": scale}
    entries["m.experts.up_proj"] = entry("modelopt", "fp8-column", codes.float() * scale.unsqueeze(-2))
    save("modelopt_more.safetensors", tensors, {"quant_method": "modelopt"}, entries)


def compressed():
    tensors, entries = {}, {}
    for name, symmetric in [("c.sym", True), ("c.asym", False)]:
        codes = torch.randint(-8, 8, (7, 40), dtype=torch.int8)
        scale = torch.tensor([0.0123]).bfloat16()
        zero = torch.tensor([0 if symmetric else -3], dtype=torch.int8)
        args = QuantizationArgs(num_bits=4, type="int", symmetric=symmetric, strategy="tensor")
        tensors |= {
            f"{name}.weight_packed": pack_to_int32(codes, 4), f"{name}.weight_scale": scale,
            f"{name}.weight_shape": torch.tensor([7, 40])}
        if not symmetric:
            tensors[f"{name}.weight_zero_point"] = zero
        decoded = dequantize(x_q=codes, scale=scale.float(), zero_point=zero, args=args, dtype=torch.float32)
        entries[f"{name}.weight"] = entry(
            "compressed-tensors", "int4-tensor" + ("" if symmetric else ":asym") + "+bf16", decoded)
    codes = torch.randint(-127, 128, (40, 200), dtype=torch.int8)
    scale = (torch.rand(3, 7) * 0.001 + 0.0001).bfloat16()
    args = QuantizationArgs(num_bits=8, type="int", strategy="block", block_structure=[16, 32])
    decoded = dequantize(x_q=codes, scale=scale.float(), args=args, dtype=torch.float32)
    tensors |= {"c.tiles.weight": codes, "c.tiles.weight_scale": scale}
    entries["c.tiles.weight"] = entry("compressed-tensors", "int8-16x32+bf16", decoded)
    groups = {
        "group_0": {"weights": {"num_bits": 4, "strategy": "tensor"}},
        "group_1": {"weights": {"num_bits": 8, "strategy": "block", "block_structure": [16, 32]}},
    }
    config = {"quant_method": "compressed-tensors", "config_groups": groups}
    save("compressed_more.safetensors", tensors, config, entries)


modelopt()
compressed()
