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
        self.assertLessEqual({"format": "pt", "a": "ü"}.items(), metadata(path).items())
        self.check(path, format)

    def test_mxfp4_of_compressed_tensors(self):
        for rule in ["mxfp4", "mxfp4:even"]:
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

        self.assertDecodes("nvfp4", self.quantize("nvfp4", "compressed-tensors"), decode, within=3)

    def test_nvfp4_of_modelopt(self):
        def decode(tensors, weight):
            scales = tensors[weight + "_scale"].astype(np.float32) * tensors[weight + "_scale_2"]
            codes = nibbles(tensors[weight])
            return (e2m1(codes).reshape(*scales.shape, 16) * scales[..., None]).reshape(codes.shape)

        self.assertDecodes("nvfp4", self.quantize("nvfp4", "modelopt"), decode)

    def test_integers_of_compressed_tensors(self):
        for format, bits, group in [("int4-g128", 4, 128), ("int4-g128+f32", 4, 128)]:
            def decode(tensors, weight):
                rows, columns = tensors[weight + "_shape"]
                codes = words(tensors[weight + "_packed"], bits, columns).astype(np.float32)
                scales = tensors[weight + "_scale"].astype(np.float32)
                self.assertEqual(scales.shape, (rows, columns // group))
                values = (codes - 2 ** (bits - 1)).reshape(*scales.shape, group)
                return (values * scales[..., None]).reshape(rows, columns)

            with self.subTest(format):
                self.assertDecodes(format, self.quantize(format, "compressed-tensors"), decode)


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
