"""The libraries that quantized these formats first read the files that quantview writes."""

import fnmatch
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

import ml_dtypes
import numpy as np
import torch
import yaml
from compressed_tensors.compressors.nvfp4.helpers import unpack_fp4_from_uint8
from compressed_tensors.compressors.pack_quantized.base import PackedQuantizationCompressor
from compressed_tensors.compressors.pack_quantized.helpers import unpack_from_int32
from compressed_tensors.quantization import QuantizationConfig
from compressed_tensors.quantization.lifecycle.forward import dequantize
from compressed_tensors.utils.match import match_name
from modelopt.torch.export.convert_hf_config import convert_hf_quant_config_format
from modelopt.torch.quantization.config import QuantizeConfig
from modelopt.torch.quantization.qtensor import NVFP4QTensor
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torchao.prototype.mx_formats.config import ScaleCalculationMode
from torchao.prototype.mx_formats.mx_tensor import to_mx
from torchao.prototype.mx_formats.mx_tensor import to_dtype as mx_to_dtype
from torchao.prototype.mx_formats.nvfp4_tensor import NVFP4Tensor
from torchao.prototype.mx_formats.utils import to_blocked

from checkpoint import Case, LAYERS, run, ulps


def figure(text):
    """What the closing note of a change quotes."""
    print(text, file=sys.stderr)


class Libraries(Case):
    def model(self, format, layout):
        """The checkpoint as a directory with its configuration; its tensors and what config.json says."""
        model = self.folder / "model"
        if not model.exists():
            model.mkdir()
            self.source = self.source.rename(model / "model.safetensors")
            (model / "config.json").write_text("{}")
            self.source = model
        out = self.folder / f"{format}-{layout}".replace(":", "-")
        run("quantize", self.source, "--format", format, "--layout", layout, "-o", out)
        config = json.loads((out / "config.json").read_text())["quantization_config"]
        return load_file(out / "model.safetensors"), config, out

    def decoded(self, format):
        path = self.folder / "decoded"
        if path.exists():
            for file in path.iterdir():
                file.unlink()
            path.rmdir()
        run("quantize", self.source, "--format", format, "--dequantize", "-o", path)
        return load_file(path / "model.safetensors")

    def compare(self, name, format, decode, within=0):
        expected = self.decoded(format)
        worst = 0
        for layer in LAYERS:
            found = decode(layer + ".weight").to(torch.float32).numpy()
            worst = max(worst, ulps(found, expected[layer + ".weight"].numpy()))
        figure(f"{name} reads {format}: at most {worst} units in the last place apart")
        self.assertLessEqual(worst, within)

    def scheme(self, config):
        parsed = QuantizationConfig.model_validate(config)
        self.assertEqual(parsed.quantization_status.value, "compressed")
        return parsed.config_groups["group_0"]

    def test_compressed_tensors_integers(self):
        for format in ["int4-g128+f32", "int4-g128", "int8-g128+f32", "int4-g128:asym+f32", "int4-g32:sym7+bf16"]:
            with self.subTest(format):
                tensors, config, _ = self.model(format, "compressed-tensors")
                scheme = self.scheme(config)
                self.assertEqual(scheme.weights.symmetric, ":asym" not in format)

                def decode(weight):
                    module = weight.removesuffix(".weight") + "."
                    state = {
                        key.removeprefix(module): value
                        for key, value in tensors.items() if key.startswith(module)
                    }
                    # Multiplied in F32: the library would do it in the scale's own type.
                    state["weight_scale"] = state["weight_scale"].to(torch.float32)
                    return PackedQuantizationCompressor.decompress(state, scheme)["weight"]

                self.compare("compressed-tensors", format, decode)

    def test_compressed_tensors_fp4(self):
        for format, within in [
            ("mxfp4", 0), ("mxfp4:even", 0), ("nvfp4:compressed-tensors", 0), ("nvfp4", 3)
        ]:
            with self.subTest(format):
                tensors, config, _ = self.model(format, "compressed-tensors")
                scheme = self.scheme(config)

                def decode(weight):
                    packed = tensors[weight + "_packed"]
                    rows, half = packed.shape
                    scale = tensors[weight + "_scale"]
                    if scale.dtype == torch.uint8:
                        scale = torch.ldexp(torch.ones(()), scale.to(torch.int32) - 127)
                    return dequantize(
                        x_q=unpack_fp4_from_uint8(packed, rows, half * 2, dtype=torch.float32),
                        scale=scale.to(torch.float32), args=scheme.weights,
                        global_scale=tensors.get(weight + "_global_scale"), dtype=torch.float32)

                self.compare("compressed-tensors", format, decode, within)

    def test_compressed_tensors_fp8(self):
        tensors, config, _ = self.model("fp8-row", "compressed-tensors")
        scheme = self.scheme(config)
        self.compare(
            "compressed-tensors", "fp8-row",
            lambda w: dequantize(
                x_q=tensors[w], scale=tensors[w + "_scale"], args=scheme.weights,
                dtype=torch.float32))

    def recipe(self, up, down):
        """A model of four layers, and a recipe that keeps a layer and the embedding."""
        shape = {"up_proj": (64, 128), "down_proj": (128, 128)}
        random = np.random.default_rng(5)
        tensors = {"model.embed_tokens.weight": random.normal(0, 1, (8, 128)).astype(np.float32)}
        choices = {"model.embed_tokens.weight": "keep"}
        for layer in range(4):
            for part, size in shape.items():
                name = f"model.layers.{layer}.mlp.{part}.weight"
                tensors[name] = random.normal(0, 0.02, size).astype(np.float32)
                choices[name] = "keep" if layer == 3 else up if part == "up_proj" else down
        source = self.folder / "layers.safetensors"
        save_file({name: torch.from_numpy(value) for name, value in tensors.items()}, source)
        recipe = self.folder / "recipe.csv"
        recipe.write_text("name,format\n" + "".join(f"{n},{c}\n" for n, c in choices.items()))
        return source, recipe, choices

    def check_targets(self, config, choices):
        """Every module is in the one group of its format, or ignored."""
        parsed = QuantizationConfig.model_validate(config)
        groups = {}
        for name, choice in choices.items():
            module = name.removesuffix(".weight")
            found = [
                group for group, scheme in parsed.config_groups.items()
                if any(match_name(module, target) for target in scheme.targets)
            ]
            ignored = any(match_name(module, target) for target in parsed.ignore)
            self.assertEqual((len(found), ignored), (0, True) if choice == "keep" else (1, False))
            for group in found:
                self.assertEqual(groups.setdefault(choice, group), group)
        self.assertEqual(len(set(groups.values())), len(groups))
        return parsed, {choice: parsed.config_groups[group] for choice, group in groups.items()}

    def test_compressed_tensors_recipe(self):
        source, recipe, choices = self.recipe("int4-g128+f32", "nvfp4:compressed-tensors")
        out = self.folder / "mixed.safetensors"
        run("quantize", source, "--recipe", recipe, "-o", out)
        with safe_open(out, "pt") as file:
            config = json.loads(file.metadata()["quantization_config"])
        parsed, schemes = self.check_targets(config, choices)
        self.assertEqual(parsed.format, "mixed-precision")
        tensors = load_file(out)
        plain = self.folder / "plain.safetensors"
        run("quantize", source, "--recipe", recipe, "--dequantize", "-o", plain)
        expected = load_file(plain)
        for name, choice in choices.items():
            if choice.startswith("int4"):
                module = name.removesuffix(".weight") + "."
                state = {k.removeprefix(module): v for k, v in tensors.items() if k.startswith(module)}
                found = PackedQuantizationCompressor.decompress(state, schemes[choice])["weight"]
            elif choice.startswith("nvfp4"):
                packed = tensors[name + "_packed"]
                found = dequantize(
                    x_q=unpack_fp4_from_uint8(packed, packed.shape[0], packed.shape[1] * 2, dtype=torch.float32),
                    scale=tensors[name + "_scale"].to(torch.float32),
                    args=schemes[choice].weights,
                    global_scale=tensors[name + "_global_scale"], dtype=torch.float32)
            else:
                found = tensors[name]
            self.assertLessEqual(ulps(found.numpy(), expected[name].numpy()), 0)

    def test_recipes_are_what_the_libraries_take(self):
        source, recipe, choices = self.recipe("int4-g128", "nvfp4")
        options = ["--formats", "nvfp4,int4-g128", "--budget", "4.4", "--cache", "none"]
        rows = run("rank", source, *options, "--recipe-for", "csv").split()[1:]
        chosen = dict(row.split(",") for row in rows)
        self.assertEqual(chosen.keys(), choices.keys())
        config = json.loads(run("rank", source, *options, "--recipe-for", "compressed-tensors"))
        self.check_targets(config, chosen)
        text = yaml.safe_load(run("rank", source, *options, "--recipe-for", "modelopt"))
        entries = QuantizeConfig.model_validate(text).quant_cfg
        for name, choice in chosen.items():
            quantizer = name.removesuffix(".weight") + ".weight_quantizer"
            last = [e for e in entries if fnmatch.fnmatch(quantizer, e.quantizer_name)][-1]
            self.assertEqual(last.enable, choice != "keep")
            if choice == "nvfp4":
                self.assertEqual((last.cfg.num_bits, last.cfg.block_sizes[-1]), ((2, 1), 16))
            elif choice != "keep":
                self.assertEqual((last.cfg.num_bits, last.cfg.block_sizes[-1]), (4, 128))
        figure("compressed-tensors and ModelOpt read recipes as quantview's own")

    def test_modelopt(self):
        for format in ["nvfp4", "nvfp4:4over6"]:
            with self.subTest(format):
                tensors, config, out = self.model(format, "modelopt")
                own = json.loads((out / "hf_quant_config.json").read_text())
                groups = convert_hf_quant_config_format(own)["config_groups"]
                self.assertEqual(groups, config["config_groups"])

                def decode(weight):
                    packed = tensors[weight]
                    shape = torch.Size([packed.shape[0], packed.shape[1] * 2])
                    return NVFP4QTensor(shape, torch.float32, packed).dequantize(
                        dtype=torch.float32, scale=tensors[weight + "_scale"],
                        double_scale=tensors[weight + "_scale_2"], block_sizes={-1: 16})

                self.compare("modelopt", format, decode)

    def test_modelopt_makes_the_same_codes(self):
        tensors, _, _ = self.model("nvfp4", "modelopt")
        for layer in LAYERS:
            weight = layer + ".weight"
            original = torch.from_numpy(self.weights[weight])
            quantized, scale, second = NVFP4QTensor.quantize(original, 16)
            self.assertEqual(second.item(), tensors[weight + "_scale_2"].item())
            self.assertTrue(torch.equal(scale.view(torch.uint8), tensors[weight + "_scale"].view(torch.uint8)))
            same = (quantized._quantized_data == tensors[weight]).float().mean().item()
            figure(f"modelopt makes {same:.6f} of {weight}'s bytes as quantview does")
            self.assertGreater(same, 0.9999)

    def test_torchao(self):
        tensors, _, _ = self.model("mxfp4", "compressed-tensors")

        def decode(weight):
            return mx_to_dtype(
                tensors[weight + "_packed"], tensors[weight + "_scale"].view(torch.float8_e8m0fnu),
                torch.float4_e2m1fn_x2, 32, torch.float32)

        self.compare("torchao", "mxfp4", decode)
        for layer in LAYERS:
            weight = layer + ".weight"
            scale, data = to_mx(
                torch.from_numpy(self.weights[weight]), torch.float4_e2m1fn_x2, 32,
                ScaleCalculationMode.FLOOR)
            self.assertTrue(torch.equal(data.view(torch.uint8), tensors[weight + "_packed"]))
            self.assertTrue(torch.equal(scale.view(torch.uint8), tensors[weight + "_scale"]))
        figure("torchao makes every byte of mxfp4 as quantview does")

    def test_torchao_nvfp4(self):
        tensors, _, _ = self.model("nvfp4:torchao", "modelopt")

        def decode(weight):
            return NVFP4Tensor(
                tensors[weight], tensors[weight + "_scale"], 16, torch.float32,
                tensors[weight + "_scale_2"]).dequantize(torch.float32)

        self.compare("torchao", "nvfp4:torchao", decode)

    def test_torchao_tiles(self):
        _, _, _ = self.model("mxfp4", "compressed-tensors")
        for format in ["mxfp4", "nvfp4"]:
            paths = []
            for what in ["scales", "scales-128x4"]:
                paths.append(self.folder / f"{what}.npy")
                run("dump", self.source, "--tensor", LAYERS[1] + ".weight", "--format", format,
                    "--what", what, "-o", paths[-1])
            scales, tiles = map(np.load, paths)
            blocked = to_blocked(torch.from_numpy(scales))
            np.testing.assert_array_equal(tiles.reshape(-1), blocked.numpy().reshape(-1))


if __name__ == "__main__":
    unittest.main()
