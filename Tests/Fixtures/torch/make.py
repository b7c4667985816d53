"""Writes views.pt, views_legacy*.pt, single.pt and manifest.json: what state dicts hold beside plain tensors."""

import collections
import hashlib
import json
import sys

import torch

torch.manual_seed(7)
base = torch.randn(6, 10)
shared = torch.randn(40, dtype=torch.float64)


class Tied(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(4, 3)
        self.second = self.first
        self.register_buffer("steps", torch.tensor(7))


state = collections.OrderedDict()
state["plain"] = base
state["transposed"] = base.t()
state["permuted"] = torch.randn(2, 3, 4).permute(2, 0, 1)
state["narrow"] = base[1:4, 2:7]
state["stepped"] = base[::2, ::3]
state["expanded"] = torch.randn(1, 5).expand(4, 5)
state["row"] = base[2]
state["column"] = base[:, 3]
state["scalar"] = torch.tensor(3.5)
state["empty"] = torch.empty(0, 4)
state["first half"] = shared[:20].view(4, 5)
state["second half"] = shared[20:].view(4, 5)
state["bf16"] = base.bfloat16()
state["f16"] = base.half()
state["bool"] = base > 0
state["i64"] = torch.arange(5)
state["i8"] = torch.arange(-4, 4, dtype=torch.int8)
state["c64"] = torch.randn(3, dtype=torch.complex64)
state["parameter"] = torch.nn.Parameter(base[:2].clone())

nested = {
    "model": Tied().state_dict(),
    "optimizer": {"state": {0: {"exp_avg": torch.randn(3, 4), "step": 12}}, "param_groups": [{"lr": 1e-3}]},
    "list": [torch.ones(2), (torch.zeros(3), "text", None, True)],
    "epoch": 3,
    "views": state,
    "device": torch.device("cpu"),
    "dtype": torch.float16,
    "size": torch.Size([2, 3]),
    "set": {1, 2},
    "large": 2**70,
    "bytes": b"abc",
}
modern = dict(nested)
modern["f8"] = collections.OrderedDict(
    e4m3=base.to(torch.float8_e4m3fn), e5m2=base.to(torch.float8_e5m2), u16=torch.arange(4).to(torch.uint16))


def content(tensor):
    tensor = tensor.detach().contiguous()
    if tensor.numel() == 0:
        return b""
    return tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.dtype != torch.bool else (
        tensor.to(torch.uint8).numpy().tobytes())


def walk(value, name, entries):
    if isinstance(value, torch.Tensor):
        entries[name] = {
            "dtype": str(value.dtype).removeprefix("torch."),
            "shape": list(value.shape),
            "row_major_le_sha256": hashlib.sha256(content(value)).hexdigest(),
            "bytes": value.numel() * value.element_size(),
        }
    elif isinstance(value, dict):
        for key, member in value.items():
            walk(member, f"{name}.{key}" if name else str(key), entries)
    elif isinstance(value, (list, tuple)):
        for index, member in enumerate(value):
            walk(member, f"{name}.{index}" if name else str(index), entries)
    return entries


torch.save(modern, "views.pt")
torch.save(nested, "views_legacy.pt", _use_new_zipfile_serialization=False)
for protocol in (3, 5):
    torch.save(
        nested, f"views_legacy_p{protocol}.pt", pickle_protocol=protocol, _use_new_zipfile_serialization=False)
torch.save(base.t(), "single.pt", pickle_protocol=4)
manifest = {
    "views.pt": walk(modern, "", {}),
    "views_legacy.pt": walk(nested, "", {}),
    "views_legacy_p3.pt": walk(nested, "", {}),
    "views_legacy_p5.pt": walk(nested, "", {}),
    "single.pt": walk(base.t(), "single", {}),
}
with open("manifest.json", "w") as file:
    json.dump(manifest, file, indent=1)
print(torch.__version__, sys.version)
