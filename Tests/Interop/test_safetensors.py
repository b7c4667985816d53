"""safetensors and ml_dtypes read what every safetensors layout holds, value by value."""

import json
import unittest

import numpy as np

from checkpoint import Case, LAYERS, e2m1, e8m0, load, metadata, nibbles, ulps, words


def mxfp4(codes, scales):
    groups = e2m1(codes).reshape(*scales.shape, 32)
    return (groups * e8m0(scales)[..., None]).reshape(codes.shape)


class Layouts(Case):
    def assertDecodes(self, format, path, decode, within=0):
        tensors = load(path)
        expected = self.decoded(format)
        for layer in LAYERS:
            found = decode(tensors, layer + ".weight").astype(np.float32)
            self.assertEqual(found.shape, self.weights[layer + ".weight"].shape)
            self.assertLessEqual(ulps(found, expected[layer + ".weight"]), within)
        for kept in ["model.norm.weight", "model.embed_tokens.weight"]:
            np.testing.assert_array_equal(tensors[kept], self.weights[kept])
        kept = metadata(path)
        self.assertLessEqual({"format": "pt", "a": "ü"}.items(), kept.items())
        self.assertIn("quant_method", json.loads(kept["quantization_config"]))
        self.check(path, format)

    def test_mxfp4_of_compressed_tensors(self):
        for rule in ["mxfp4", "mxfp4:even", "mxfp4:rceil", "mxfp4:ceil", "mxfp4:mse"]:
            with self.subTest(rule):
                path = self.quantize(rule, "compressed-tensors")
                self.assertDecodes(
                    rule, path,
                    lambda t, w: mxfp4(nibbles(t[w + "_packed"]), t[w + "_scale"]))

    def test_mxfp4_of_gpt_oss(self):
        def decode(tensors, weight):
            blocks = tensors[weight + "_blocks"]
            self.assertEqual(blocks.shape[-1], 16)
            codes = nibbles(blocks.reshape(len(blocks), -1))
            return mxfp4(codes, tensors[weight + "_scales"])

        self.assertDecodes("mxfp4", self.quantize("mxfp4", "gpt-oss"), decode)

    def test_nvfp4_of_compressed_tensors(self):
        def decode(tensors, weight):
            scales = tensors[weight + "_scale"].astype(np.float32) / tensors[weight + "_global_scale"]
            codes = nibbles(tensors[weight + "_packed"])
            return (e2m1(codes).reshape(*scales.shape, 16) * scales[..., None]).reshape(codes.shape)

        ids = {"nvfp4": 3, "nvfp4:torchao": 3, "nvfp4:4over6": 3, "nvfp4:compressed-tensors": 0}
        for format, within in ids.items():
            with self.subTest(format):
                path = self.quantize(format, "compressed-tensors")
                self.assertDecodes(format, path, decode, within)

    def test_nvfp4_of_modelopt(self):
        def decode(tensors, weight):
            scales = tensors[weight + "_scale"].astype(np.float32) * tensors[weight + "_scale_2"]
            codes = nibbles(tensors[weight])
            return (e2m1(codes).reshape(*scales.shape, 16) * scales[..., None]).reshape(codes.shape)

        for format in ["nvfp4", "nvfp4:torchao", "nvfp4:4over6", "nvfp4:sweep"]:
            with self.subTest(format):
                self.assertDecodes(format, self.quantize(format, "modelopt"), decode)

    def test_integers_of_compressed_tensors(self):
        for format, bits, group in [
            ("int4-g128", 4, 128), ("int4-g128+f32", 4, 128), ("int4-g32:sym7+bf16", 4, 32),
            ("int8-g128", 8, 128), ("int8-g64:mse", 8, 64), ("int4-g128:asym", 4, 128),
            ("int4-g64:minmax", 4, 64), ("int8-g32:asym+f32", 8, 32),
        ]:
            def decode(tensors, weight):
                rows, columns = tensors[weight + "_shape"]
                codes = words(tensors[weight + "_packed"], bits, columns).astype(np.float32)
                scales = tensors[weight + "_scale"].astype(np.float32)
                self.assertEqual(scales.shape, (rows, columns // group))
                zeros = np.full(scales.shape, 2 ** (bits - 1), np.float32)
                if weight + "_zero_point" in tensors:
                    # A stream of bits down each column.
                    packed = np.ascontiguousarray(tensors[weight + "_zero_point"].T)
                    zeros = words(packed, bits, rows).T.astype(np.float32)
                values = codes.reshape(*scales.shape, group) - zeros[..., None]
                return (values * scales[..., None]).reshape(rows, columns)

            with self.subTest(format):
                self.assertDecodes(format, self.quantize(format, "compressed-tensors"), decode)


    def test_fp8_of_compressed_tensors(self):
        def decode(tensors, weight):
            scales = tensors[weight + "_scale"]
            self.assertEqual(scales.shape, (len(tensors[weight]), 1))
            return tensors[weight].astype(np.float32) * scales

        self.assertDecodes("fp8-row", self.quantize("fp8-row", "compressed-tensors"), decode)


class Directory(Case):
    def test_index_and_configuration(self):
        model = self.folder / "model"
        model.mkdir()
        self.source = self.source.rename(model / "model-00001-of-00001.safetensors")
        index = {"metadata": {"total_size": 0}, "weight_map": {n: self.source.name for n in self.weights}}
        (model / "model.safetensors.index.json").write_text(json.dumps(index))
        (model / "config.json").write_text('{"architectures": ["X"], "hidden_size": 512}')
        self.source = model
        out = self.quantize("nvfp4", "compressed-tensors", "out")
        found = json.loads((out / "model.safetensors.index.json").read_text())
        tensors = load(out / "model-00001-of-00001.safetensors")
        self.assertEqual(set(found["weight_map"]), set(tensors))
        self.assertEqual(found["metadata"]["total_size"], sum(t.nbytes for t in tensors.values()))
        config = json.loads((out / "config.json").read_text())
        self.assertEqual(config["hidden_size"], 512)
        self.assertEqual(config["quantization_config"]["format"], "nvfp4-pack-quantized")


if __name__ == "__main__":
    unittest.main()
