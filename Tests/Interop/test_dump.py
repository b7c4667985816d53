"""NumPy and ml_dtypes make the same codes, scales and errors as `dump` writes."""

import unittest

import ml_dtypes
import numpy as np

from checkpoint import Case, LAYERS, run

WEIGHT = LAYERS[1] + ".weight"


class Dump(Case):
    def dump(self, format, what, suffix="npy"):
        path = self.folder / f"dump.{suffix}"
        run("dump", self.source, "--tensor", WEIGHT, "--format", format, "--what", what, "-o", path)
        return path

    def mxfp4(self):
        """OCP's rule, in double precision: codes without the sign of zero, and scale bytes."""
        groups = self.weights[WEIGHT].astype(np.float64).reshape(129, -1, 32)
        amax = np.abs(groups).max(-1)
        exponents = np.floor(np.log2(np.where(amax > 0, amax, 1))) - 2
        exponents = np.where(amax > 0, np.clip(exponents, -127, 127), -127)
        scaled = np.clip(groups / 2.0 ** exponents[..., None], -6, 6)
        codes = scaled.astype(ml_dtypes.float4_e2m1fn).view(np.uint8) & 15
        return np.where(codes == 8, 0, codes).reshape(129, -1), (exponents + 127).astype(np.uint8)

    def test_codes_and_scales(self):
        codes, scales = self.mxfp4()
        found = np.load(self.dump("mxfp4", "codes"))
        np.testing.assert_array_equal(np.where(found == 8, 0, found), codes)
        np.testing.assert_array_equal(np.load(self.dump("mxfp4", "scales")), scales)
        text = np.loadtxt(self.dump("mxfp4", "scales", "csv"), delimiter=",", dtype=np.uint8)
        np.testing.assert_array_equal(text, scales)

    def test_integers(self):
        groups = self.weights[WEIGHT].reshape(129, -1, 128)
        scales = (np.abs(groups).max(-1) / np.float32(7.5)).astype(np.float16)
        divisors = np.where(scales == 0, 1, scales).astype(np.float32)[..., None]
        codes = np.clip(np.rint(groups / divisors), -8, 7).astype(np.int8)
        np.testing.assert_array_equal(np.load(self.dump("int4-g128", "scales")), scales)
        np.testing.assert_array_equal(np.load(self.dump("int4-g128", "codes")), codes.reshape(129, -1))

    def test_tiles_of_scales(self):
        _, scales = self.mxfp4()
        rows, columns = scales.shape
        padded = np.zeros((256, (columns + 3) // 4 * 4), np.uint8)
        padded[:rows, :columns] = scales
        # Tensor cores take rows r, r + 32, r + 64 and r + 96 of a tile side by side.
        tiles = padded.reshape(2, 4, 32, -1, 4).transpose(0, 3, 2, 1, 4)
        found = np.load(self.dump("mxfp4", "scales-128x4"))
        np.testing.assert_array_equal(found, tiles.reshape(found.shape))

    def test_errors(self):
        original = self.weights[WEIGHT].astype(np.float64).reshape(129, -1, 32)
        decoded = self.decoded("mxfp4")[WEIGHT].astype(np.float64).reshape(original.shape)
        noise = np.sum((original - decoded) ** 2, -1)
        signal = np.sum(original**2, -1)
        found = np.load(self.dump("mxfp4", "errors"))
        np.testing.assert_allclose(found[..., 0], noise, rtol=1e-12)
        known = (noise > 0) & (signal > 0)
        np.testing.assert_allclose(
            found[..., 1][known], 10 * np.log10(signal[known] / noise[known]), rtol=1e-12)
        self.assertTrue(np.isnan(found[..., 1][~known]).all())
        lines = self.dump("mxfp4", "errors", "csv").read_text().splitlines()
        self.assertEqual(lines[0], "row,column,sum_squared_error,sqnr_db")
        self.assertEqual(len(lines), 1 + noise.size)
        row, column, error, _ = lines[1 + 5 * noise.shape[1] + 2].split(",")
        self.assertEqual((row, column, float(error)), ("5", "64", found[5, 2, 0]))


if __name__ == "__main__":
    unittest.main()
