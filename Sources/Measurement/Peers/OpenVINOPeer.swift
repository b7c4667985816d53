extension PythonPeer {
  /// openvino: `MatMul` in F32 and BF16, weights of four bits that it decompresses, and eight-bit activations.
  static func openVINO(python: String) -> PythonPeer {
    var settings = [
      "f32@f32": PeerSetting(text: "MatMul through Python, F32", bound: 1e-5),
      "bf16@bf16": PeerSetting(text: "MatMul through Python, BF16", bound: 0.01),
      "mxfp4@bf16": PeerSetting(
        text: "MatMul through Python, f4e2m1 weights with f8e8m0 scales, BF16", bound: 0.01),
    ]
    for group in [32, 64, 128] {
      settings["int4-g\(group)@bf16"] = PeerSetting(
        text: "MatMul through Python, i4 weights in groups of \(group), BF16", bound: 0.01)
      settings["int4-g\(group)@int8-g\(group)"] = PeerSetting(
        text:
          "MatMul through Python, i4 weights in groups of \(group), activations quantized dynamically "
          + "in groups of \(group)", bound: 0.02)
    }
    return PythonPeer(
      name: "openvino", remedy: "pip install openvino", python: python, script: openVINOLibrary,
      settings: settings)
  }

  private static let openVINOLibrary = #"""
    class Library:
        modules = ["openvino"]

        def __init__(self, weights, scales):
            import openvino

            self.core = openvino.Core()
            self.weights = weights
            # Tensors do not hold on to the memory that they lie in.
            self.arrays = []
            n, k = weights.shape
            kind, group = request["weights"], request["group"]
            self.kind = kind.split("-")[0]
            self.weight_bytes = {"f32": 32, "bf16": 16}.get(kind, 4) * n * k // 8
            if kind in ("f32", "bf16"):
                return
            codes, self.factors = levels(weights, scales, group)
            if self.kind == "int4":
                self.packed = nibbles(np.rint(codes).astype(np.int8))
                self.weight_bytes += 2 * n * k // group
            else:
                grid = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])
                self.packed = nibbles(
                    np.searchsorted(grid, np.abs(codes)) + np.where(np.signbit(codes), 8, 0))
                self.exponents = (np.log2(self.factors) + 127).astype(np.uint8)
                self.weight_bytes += n * k // group

        def packed_constant(self, codes, shape, kind):
            from openvino import Tensor, opset13

            self.arrays.append(codes.reshape(-1).copy())
            return opset13.constant(Tensor(self.arrays[-1], shape, kind))

        def operand(self):
            from openvino import Shape, Type, opset13

            if self.kind in ("f32", "bf16"):
                return opset13.constant(self.weights.copy())
            n, k = self.weights.shape
            shape = Shape([n, k // request["group"], request["group"]])
            if self.kind == "int4":
                codes = self.packed_constant(self.packed, shape, Type.i4)
                scales = opset13.constant(self.factors.astype(np.float16))
                wide = opset13.multiply(opset13.convert(codes, "f16"), scales)
            else:
                codes = self.packed_constant(self.packed, shape, Type.f4e2m1)
                scales = self.packed_constant(
                    self.exponents, Shape([n, shape[1], 1]), Type.f8e8m0)
                wide = opset13.multiply(opset13.convert(codes, "f32"), opset13.convert(scales, "f32"))
            flat = opset13.reshape(wide, opset13.constant(np.array([n, k])), False)
            return flat if self.kind != "int4" else opset13.convert(flat, "f32")

        def request_for(self, operand, x, y):
            import openvino
            from openvino import opset13

            # A batch that is known beforehand: the best case.
            parameter = opset13.parameter(list(x.shape), np.float32)
            product = opset13.matmul(parameter, operand, False, True)
            is_bf16 = request["activations"] == "bf16"
            is_dynamic = request["activations"].startswith("int8")
            compiled = self.core.compile_model(
                openvino.Model([product], [parameter]), "CPU",
                {
                    "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": request["threads"],
                    "ENABLE_CPU_PINNING": False,
                    "INFERENCE_PRECISION_HINT": "bf16" if is_bf16 else "f32",
                    "DYNAMIC_QUANTIZATION_GROUP_SIZE": request["group"] if is_dynamic else 0,
                })
            made = compiled.create_infer_request()
            made.set_input_tensor(openvino.Tensor(x, shared_memory=True))
            made.set_output_tensor(openvino.Tensor(y, shared_memory=True))
            return made

        def call(self, made):
            def run():
                made.start_async()
                made.wait()

            return run

        def calls(self, x, count):
            y = np.zeros((x.shape[0], request["n"]), dtype=np.float32)
            # Those of the last batch go first: they hold as much memory.
            self.kept = None
            self.arrays.clear()
            self.kept = [self.request_for(self.operand(), x, y) for _ in range(count)]
            return [self.call(made) for made in self.kept], lambda: y

        def smallest_call(self):
            from openvino import opset13

            x, y = np.ones((1, 32), dtype=np.float32), np.zeros((1, 32), dtype=np.float32)
            operand = opset13.constant(np.ones((32, 32), dtype=np.float32))
            return self.call(self.request_for(operand, x, y))
    """#
}
