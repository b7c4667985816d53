"""gguf reads the files and decodes their blocks."""

import unittest

import gguf
import numpy as np

from checkpoint import Case, LAYERS, run, ulps

FACTOR = ".scale"


def tensors(path):
    return {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}


def values(tensor):
    return gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)


class Bare(Case):
    def assertDecodes(self, format, type, within=0):
        path = self.quantize(format, "gguf-tensors", "out.gguf")
        found = tensors(path)
        expected = self.decoded(format)
        for layer in LAYERS:
            tensor = found[layer + ".weight"]
            self.assertEqual(tensor.tensor_type, type)
            decoded = values(tensor)
            if layer + FACTOR in found:
                decoded = decoded * found[layer + FACTOR].data.astype(np.float32)
            self.assertEqual(decoded.shape, self.weights[layer + ".weight"].shape)
            self.assertLessEqual(ulps(decoded, expected[layer + ".weight"]), within)
        norm = "model.norm.weight"
        self.assertEqual(found[norm].tensor_type, gguf.GGMLQuantizationType.F16)
        np.testing.assert_array_equal(found[norm].data, self.weights[norm])
        self.check(path, format)

    def test_mxfp4(self):
        self.assertDecodes("mxfp4", gguf.GGMLQuantizationType.MXFP4)

    def test_nvfp4(self):
        self.assertDecodes("nvfp4", gguf.GGMLQuantizationType.NVFP4, within=3)

    def test_integers_are_ggml_s_own(self):
        for format, type in [
            ("q4_0", gguf.GGMLQuantizationType.Q4_0), ("q8_0", gguf.GGMLQuantizationType.Q8_0)
        ]:
            with self.subTest(format):
                self.assertDecodes(format, type)
                found = tensors(self.folder / "out.gguf")
                for layer in LAYERS:
                    blocks = gguf.quants.quantize(self.weights[layer + ".weight"], type)
                    np.testing.assert_array_equal(found[layer + ".weight"].data, blocks)


class Model(Case):
    def setUp(self):
        super().setUp()
        self.source = self.folder / "model.gguf"
        writer = gguf.GGUFWriter(self.source, "llama")
        writer.add_name("x" * 300)
        writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
        writer.add_context_length(4096)
        writer.add_token_list([b"a", "ü".encode(), b"\xff\x00"])
        writer.add_token_scores([0.5, -1.25, 3.0])
        writer.add_bool("general.flag", True)
        writer.add_float64("general.real", 1e300)
        writer.add_custom_alignment(64)
        self.names = ["blk.0.attn_q.weight", "blk.0.ffn_down.weight"]
        for name, layer in zip(self.names, LAYERS):
            writer.add_tensor(name, self.weights[layer + ".weight"])
        writer.add_tensor("blk.0.attn_norm.weight", np.ones(512, np.float32))
        writer.add_tensor("blk.0.ffn_gate_inp.weight", np.ones((4, 512), np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()

    def test_metadata_is_kept_and_the_type_of_the_file_told(self):
        path = self.folder / "out.gguf"
        run("quantize", self.source, "--format", "mxfp4", "--layout", "gguf", "-o", path)
        before, after = gguf.GGUFReader(self.source), gguf.GGUFReader(path)
        self.assertEqual(list(before.fields), list(after.fields))
        self.assertEqual(after.alignment, 64)
        for name, field in before.fields.items():
            if name == "general.file_type":
                kind = int(after.fields[name].parts[-1][0])
                self.assertEqual(kind, gguf.LlamaFileType.MOSTLY_MXFP4_MOE)
            elif not name.startswith("GGUF."):
                for left, right in zip(field.parts, after.fields[name].parts, strict=True):
                    np.testing.assert_array_equal(left, right)
        found = {tensor.name: tensor for tensor in after.tensors}
        self.assertEqual([t.name for t in before.tensors], list(found))
        for name in self.names:
            self.assertEqual(found[name].tensor_type, gguf.GGMLQuantizationType.MXFP4)
        for name in ["blk.0.attn_norm.weight", "blk.0.ffn_gate_inp.weight"]:
            self.assertEqual(found[name].tensor_type, gguf.GGMLQuantizationType.F32)


if __name__ == "__main__":
    unittest.main()
