"""Writes bitsandbytes.safetensors, and adds it to manifest.json.

NF4 and FP4 with and without a second quantization of their scales, as `Linear4bit` saves them, in blocks that end
within rows, too; and bytes with the amax of each row. Needs torch and bitsandbytes, no GPU.
"""

import hashlib
import json
import os

import bitsandbytes as bnb
import torch
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "bitsandbytes.safetensors"
torch.manual_seed(20261123)


def entry(format, values):
    values = values.to(torch.float32).contiguous() + 0.0
    return {
        "layout": "bitsandbytes", "format": format, "shape": list(values.shape),
        "sha256": hashlib.sha256(values.numpy().tobytes()).hexdigest(),
    }


def four_bits(kind, rows, columns, block, nested):
    """What a layer saves, and what it decodes to before it is rounded to the type of the product."""
    layer = bnb.nn.Linear4bit(columns, rows, bias=False)
    values = (torch.randn(rows, columns) * 0.03).to(torch.bfloat16)
    weight = bnb.nn.Params4bit(
        values, requires_grad=False, quant_type=kind, blocksize=block, compress_statistics=nested)
    layer.weight = weight.to("cpu")
    if not layer.weight.bnb_quantized:
        layer.weight = layer.weight._quantize("cpu")
    state = layer.weight.quant_state
    scales = state.absmax
    if state.nested:
        scales = bnb.functional.dequantize_blockwise(scales, state.state2) + state.offset
    packed = layer.weight.data.flatten()
    codes = torch.stack([packed >> 4, packed & 15], 1).flatten().long()
    decoded = state.code.float()[codes] * scales.float().repeat_interleave(block)[: len(codes)]
    decoded = decoded.reshape(rows, columns)
    rounded = bnb.functional.dequantize_4bit(layer.weight.data, state)
    assert torch.equal(decoded.to(rounded.dtype), rounded)
    return layer.state_dict(), decoded


tensors, entries = {}, {}
for name, kind, rows, columns, block, nested in [
    ("m.nested", "nf4", 128, 160, 64, True), ("m.plain", "nf4", 6, 192, 64, False),
    ("m.wide", "nf4", 8, 128, 128, True), ("m.fp4", "fp4", 4, 64, 64, True),
]:
    saved, decoded = four_bits(kind, rows, columns, block, nested)
    tensors |= {f"{name}.{key}": value for key, value in saved.items()}
    entries[f"{name}.weight"] = entry(f"{kind}-b{block}", decoded)

codes, amax, _ = bnb.functional.int8_vectorwise_quant((torch.randn(5, 96) * 0.03).half())
tensors |= {
    "m.bytes.weight": codes, "m.bytes.SCB": amax, "m.bytes.weight_format": torch.tensor(0, dtype=torch.uint8)}
entries["m.bytes.weight"] = entry("int8-row", codes.float() * (amax / 127)[:, None])

config = {"quant_method": "bitsandbytes", "load_in_4bit": True}
save_file(
    {key: value.contiguous() for key, value in tensors.items()}, os.path.join(HERE, NAME),
    metadata={"quantization_config": json.dumps(config)})
path = os.path.join(HERE, "manifest.json")
with open(path) as file:
    manifest = json.load(file)
manifest[NAME] = entries
with open(path, "w") as out:
    json.dump(manifest, out, indent=1, sort_keys=True)
    out.write("\n")
